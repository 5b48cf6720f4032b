package org.planledger.paper.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Direction;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.Extract;
import org.planledger.paper.RedlinePaper;
import org.planledger.text.Redline.Op;

/**
 * What is on a page of either kind: a draft is a redline in which nothing is marked.
 *
 * @param name of the page as a whole
 * @param titles of the plan in the shown languages; at least one
 * @param extract what a reader of a part must not miss; empty: it is the whole
 * @param about what the page shows
 * @param isRedline whether changes are marked
 * @param summary of what is marked; absent: nothing is
 * @param several whether languages stand side by side
 * @param reasons of what is marked; the first has number 1
 */
record Sheet(
    String name,
    List<Title> titles,
    List<Language> languages,
    String extract,
    String about,
    boolean isRedline,
    @Nullable Summary summary,
    boolean several,
    List<Item> items,
    List<Framework> frameworks,
    List<Reason> reasons) {

  /** A language and its direction. */
  record Language(String lang, String dir) {
    static Language of(String lang) {
      return new Language(lang, Direction.of(lang));
    }
  }

  /** The title of the plan in one language. */
  record Title(String lang, String dir, String title) {}

  /**
   * A provision.
   *
   * @param level how deep it stands; 1: top level
   * @param standing its status, and since when; empty: it is in the draft no longer
   * @param labels what happened to it
   * @param walk absent: nothing happened to it
   */
  record Item(
      String id,
      String number,
      String kind,
      int level,
      String standing,
      List<Label> labels,
      @Nullable Walk walk,
      List<Cell> cells) {

    /** Whether anything happened to it. */
    boolean changed() {
      return !labels.isEmpty();
    }

    /** Its level among the headings of a page, below that of the title. */
    int depth() {
      return Math.min(6, level + 1);
    }
  }

  /**
   * Where to go from a provision that changed.
   *
   * @param position of it among those, from 1
   * @param of how many there are
   * @param next absent: it is the last
   * @param previous absent: it is the first
   */
  record Walk(int position, int of, @Nullable Step next, @Nullable Step previous) {
    static Walk from(List<DraftPaper.Item> changed, int i) {
      return new Walk(
          i + 1,
          changed.size(),
          i + 1 < changed.size() ? Step.to(changed.get(i + 1)) : null,
          i > 0 ? Step.to(changed.get(i - 1)) : null);
    }
  }

  /** The provision that is next in one direction. */
  record Step(String id, String number) {
    static Step to(DraftPaper.Item item) {
      return new Step(item.id(), item.number());
    }
  }

  /**
   * Something that happened to a provision.
   *
   * @param note number of the reason that stands behind it; 0: none does
   */
  record Label(String said, int note) {
    boolean noted() {
      return note > 0;
    }
  }

  /**
   * A provision in one language.
   *
   * @param heading empty: it has none
   * @param text empty: it has none
   */
  record Cell(String lang, String dir, List<Run> heading, List<Run> text) {
    boolean headed() {
      return !heading.isEmpty();
    }

    boolean said() {
      return !text.isEmpty();
    }
  }

  /**
   * A stretch of text.
   *
   * @param note number of the reason that stands behind it; 0: none does
   */
  record Run(Op op, String text, int note) {
    boolean equal() {
      return op == Op.EQUAL;
    }

    boolean inserted() {
      return op == Op.INSERT;
    }

    boolean deleted() {
      return op == Op.DELETE;
    }

    boolean noted() {
      return note > 0;
    }
  }

  /** A framework and its members, by number and id. */
  record Framework(
      String id, String lang, String dir, String title, String standing, String members) {}

  /** Why something is marked. */
  record Reason(int number, String sentence) {}

  /** That no change is marked on a page that would mark some; empty: there is one. */
  String same() {
    if (!isRedline || summary != null) {
      return "";
    }
    return extract.isEmpty()
        ? "Nothing changed between the two."
        : "Nothing of this extract changed between the two.";
  }

  /** The provisions that something happened to. */
  List<Item> changed() {
    return items.stream().filter(Item::changed).toList();
  }

  /** The language of the page as a whole. */
  Language language() {
    return new Language(titles.getFirst().lang(), titles.getFirst().dir());
  }

  static Sheet of(DraftPaper paper) {
    Map<String, String> numbers = new LinkedHashMap<>();
    paper.items().forEach(item -> numbers.put(item.id(), item.number()));
    return new Sheet(
        "%s: %s%s".formatted(paper.shownTitle(), paper.point(), part(paper)),
        titles(paper),
        paper.languages().stream().map(Language::of).toList(),
        extract(paper),
        "Plan %s at %s, as known at %s."
            .formatted(paper.plan(), Wording.point(paper), paper.knownAt()),
        false,
        null,
        paper.languages().size() > 1,
        paper.items().stream().map(item -> item(item, paper)).toList(),
        paper.frameworks().stream().map(each -> framework(each, paper, numbers)).toList(),
        List.of());
  }

  static Sheet of(RedlinePaper paper) {
    DraftPaper to = paper.to();
    Notes notes = new Notes();
    List<DraftPaper.Item> changed =
        paper.items().stream()
            .filter(item -> !item.labels().isEmpty())
            .map(RedlinePaper.Item::shown)
            .toList();
    List<Item> items = new ArrayList<>();
    int walked = 0;
    for (RedlinePaper.Item item : paper.items()) {
      Walk walk = item.labels().isEmpty() ? null : Walk.from(changed, walked++);
      items.add(item(item, walk, to, notes));
    }
    return new Sheet(
        "%s: %s to %s%s".formatted(to.shownTitle(), paper.from().point(), to.point(), part(to)),
        titles(to),
        to.languages().stream().map(Language::of).toList(),
        extract(to),
        "Plan %s: what changed from %s to %s."
            .formatted(to.plan(), Wording.point(paper.from()), Wording.point(to)),
        true,
        changed.isEmpty() ? null : Summary.of(paper),
        to.languages().size() > 1,
        items,
        List.of(),
        notes.reasons());
  }

  private static String part(DraftPaper paper) {
    return paper.extract() == null ? "" : " (extract)";
  }

  private static String extract(DraftPaper paper) {
    return paper.extract() == null ? "" : paper.extract().sentence();
  }

  private static List<Title> titles(DraftPaper paper) {
    List<Title> titles =
        paper.languages().stream()
            .filter(paper.title()::containsKey)
            .map(lang -> title(lang, Objects.requireNonNull(paper.title().get(lang))))
            .toList();
    return titles.isEmpty() ? List.of(title(paper.languages().getFirst(), paper.plan())) : titles;
  }

  private static Title title(String lang, String title) {
    return new Title(lang, Direction.of(lang), title);
  }

  private static Item item(DraftPaper.Item item, DraftPaper paper) {
    return new Item(
        item.id(),
        item.number(),
        item.kind(),
        item.level(),
        standing(item, paper),
        List.of(),
        null,
        paper.languages().stream()
            .map(
                lang ->
                    new Cell(
                        lang,
                        Direction.of(lang),
                        whole(item.heading().get(lang)),
                        whole(item.text().get(lang))))
            .toList());
  }

  private static String standing(DraftPaper.Item item, DraftPaper paper) {
    return paper.isContext(item.id()) ? Extract.CONTEXT : Wording.standing(item);
  }

  private static List<Run> whole(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(new Run(Op.EQUAL, text, 0));
  }

  private static Item item(
      RedlinePaper.Item item, @Nullable Walk walk, DraftPaper to, Notes notes) {
    DraftPaper.Item shown = item.shown();
    List<Label> labels = item.labels().stream().map(notes::label).toList();
    List<Cell> cells = new ArrayList<>();
    for (String lang : to.languages()) {
      List<Run> heading = notes.runs(item.headings(), lang);
      cells.add(new Cell(lang, Direction.of(lang), heading, notes.runs(item.texts(), lang)));
    }
    return new Item(
        shown.id(),
        shown.number(),
        shown.kind(),
        shown.level(),
        item.after() == null && !to.isContext(shown.id()) ? "" : standing(shown, to),
        labels,
        walk,
        cells);
  }

  private static Framework framework(
      DraftPaper.Framework framework, DraftPaper paper, Map<String, String> numbers) {
    String lang =
        paper.languages().stream()
            .filter(framework.title()::containsKey)
            .findFirst()
            .orElse(paper.languages().getFirst());
    return new Framework(
        framework.id(),
        lang,
        Direction.of(lang),
        framework.title().getOrDefault(lang, framework.id()),
        Wording.status(framework.status(), framework.effectiveStatus()),
        String.join(
            ", ",
            framework.members().stream()
                .map(id -> numbers.containsKey(id) ? "%s %s".formatted(numbers.get(id), id) : id)
                .toList()));
  }

  /** Numbers reasons as they are met. */
  private static final class Notes {
    private final Map<RedlinePaper.Reason, Integer> numbers = new LinkedHashMap<>();

    Label label(RedlinePaper.Label label) {
      return new Label(label.said(), number(label.reason()));
    }

    /** One note stands behind what is marked side by side for one reason. */
    List<Run> runs(List<RedlinePaper.Words> all, String lang) {
      List<RedlinePaper.Run> runs =
          all.stream()
              .filter(words -> words.lang().equals(lang))
              .findFirst()
              .map(RedlinePaper.Words::runs)
              .orElse(List.of());
      List<Run> noted = new ArrayList<>(runs.size());
      for (int i = 0; i < runs.size(); i++) {
        RedlinePaper.Reason reason = runs.get(i).reason();
        boolean last = i + 1 == runs.size() || !Objects.equals(reason, runs.get(i + 1).reason());
        noted.add(new Run(runs.get(i).op(), runs.get(i).text(), last ? number(reason) : 0));
      }
      return noted;
    }

    private int number(RedlinePaper.@Nullable Reason reason) {
      return reason == null ? 0 : numbers.computeIfAbsent(reason, any -> numbers.size() + 1);
    }

    List<Reason> reasons() {
      List<Reason> reasons = new ArrayList<>();
      numbers.forEach((reason, number) -> reasons.add(new Reason(number, Wording.reason(reason))));
      return reasons;
    }
  }
}
