package org.planledger.query.amendment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.AmendmentPaper;
import org.planledger.paper.MeetingPaper;
import org.planledger.paper.MeetingPaper.Column;
import org.planledger.paper.MeetingPaper.Paragraph;
import org.planledger.paper.MeetingPaper.Part;
import org.planledger.paper.MeetingPaper.Table;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.people.People;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.agreement.Conflict;
import org.planledger.plan.agreement.Rebase;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Languages;
import org.planledger.query.texts.Numbers;
import org.planledger.query.texts.Papers.Found;
import org.planledger.text.Redline.Op;

/** Compiles the pending amendments of a plan, each beside the text that it is written against. */
public final class PendingPapers {
  private static final List<Column> COLUMNS =
      List.of(new Column("Text", 45), new Column("Proposed", 55));

  private final Histories histories;
  private final People people;

  /** Makes them of histories in memory. */
  public PendingPapers(Histories histories, People people) {
    this.histories = histories;
    this.people = people;
  }

  /**
   * All pending ones, in the order of the provisions in the draft in force.
   *
   * @param lang languages parted by commas; null: all that something proposed is in
   */
  public Found<MeetingPaper> pending(String plan, @Nullable String lang) {
    Languages asked = Languages.of(lang);
    PlanHistory history = histories.plan(plan);
    MeetingPaper paper = new Compiled(plan, history).paper(asked);
    return new Found<>(() -> paper, null, () -> paper);
  }

  /** Those of one plan. */
  private final class Compiled {
    private final String plan;
    private final PlanHistory history;
    private final Draft draft;
    private final Map<String, String> numbers;
    private final Map<String, Integer> order = new HashMap<>();

    Compiled(String plan, PlanHistory history) {
      this.plan = plan;
      this.history = history;
      this.draft = history.latest();
      this.numbers = Numbers.of(draft);
      numbers.keySet().forEach(id -> order.put(id, order.size()));
    }

    MeetingPaper paper(Languages asked) {
      List<Amendment> pending =
          history
              .amendments()
              .pending()
              .sorted(
                  Comparator.comparingInt(this::place)
                      .thenComparing(Amendment::provisionId)
                      .thenComparingLong(Amendment::revision))
              .toList();
      AmendmentPapers papers =
          new AmendmentPapers(
              plan,
              history,
              people.names(pending.stream().map(Amendment::proposer).distinct().toList()));
      Map<Amendment, AmendmentPaper> written = new LinkedHashMap<>();
      Set<String> there = new TreeSet<>();
      for (Amendment amendment : pending) {
        AmendmentPaper paper = papers.of(amendment);
        written.put(amendment, paper);
        words(paper).forEach(words -> there.add(words.lang()));
      }
      List<String> languages = asked.shown(draft.plan().languages(), there);
      Map<String, List<List<List<Paragraph>>>> rows = new LinkedHashMap<>();
      Map<String, AmendmentPaper> first = new HashMap<>();
      written.forEach(
          (amendment, paper) -> {
            first.putIfAbsent(paper.provision(), paper);
            rows.computeIfAbsent(paper.provision(), any -> new ArrayList<>())
                .add(List.of(before(paper, languages), proposed(amendment, paper, languages)));
          });
      List<Part> parts = new ArrayList<>();
      rows.forEach(
          (provision, all) ->
              parts.add(
                  new Part(
                      numbers.getOrDefault(provision, ""),
                      headings(provision, first.get(provision), languages),
                      List.of(new Table(COLUMNS, all)))));
      if (parts.isEmpty()) {
        parts.add(
            new Part("", List.of(), List.of(MeetingPaper.said("", "No amendment is pending."))));
      }
      return new MeetingPaper(
          "Pending amendments to the plan %s".formatted(plan),
          List.of(
              "%s, as known at %s (revision %d)."
                  .formatted(
                      pending.size() == 1
                          ? "1 amendment is pending"
                          : "%d amendments are pending".formatted(pending.size()),
                      known().recordedAt(),
                      known().revision())),
          languages,
          known().recordedAt(),
          parts);
    }

    private Entry known() {
      return history.recorded(history.size() - 1L);
    }

    /** Where the provision stands in the draft, or would be inserted. */
    private int place(Amendment amendment) {
      Integer there = order.get(amendment.provisionId());
      if (there != null) {
        return 2 * there;
      }
      if (!(amendment.proposal() instanceof Proposal.Insertion insertion)) {
        return Integer.MAX_VALUE;
      }
      Place place = insertion.provision().place();
      String parent = place.parentId() == null ? Draft.TOP : place.parentId();
      String after = place.after();
      String before = after == null ? last(parent) : after.isEmpty() ? parent : last(after);
      return before.equals(Draft.TOP)
          ? -1
          : 2 * order.getOrDefault(before, Integer.MAX_VALUE / 2 - 1) + 1;
    }

    /** The last provision below one, or itself. */
    private String last(String id) {
      List<String> children =
          id.equals(Draft.TOP) || order.containsKey(id) ? draft.childrenOf(id) : List.of();
      return children.isEmpty() ? id : last(children.getLast());
    }

    private List<Words> headings(
        String provision, @Nullable AmendmentPaper paper, List<String> languages) {
      List<Words> headings = new ArrayList<>();
      headings.add(
          MeetingPaper.plain(
              "en", paper == null ? provision : "%s (%s)".formatted(provision, paper.kind())));
      draft
          .find(provision)
          .ifPresent(
              there ->
                  languages.stream()
                      .filter(there.heading()::containsKey)
                      .map(lang -> MeetingPaper.plain(lang, there.heading().getOrDefault(lang, "")))
                      .forEach(headings::add));
      return headings;
    }

    private static List<Paragraph> before(AmendmentPaper paper, List<String> languages) {
      List<Paragraph> cell = new ArrayList<>();
      if (paper.change() == AmendmentPaper.Change.INSERT) {
        cell.add(MeetingPaper.said("", "It is not in the draft."));
        return cell;
      }
      if (paper.change() == AmendmentPaper.Change.MOVE) {
        cell.add(
            MeetingPaper.said(
                "",
                paper.number() == null
                    ? "It is not in the draft."
                    : "It stands at %s.".formatted(paper.number())));
        return cell;
      }
      each(
          paper,
          languages,
          (label, words) -> {
            String text =
                words.runs().stream()
                    .filter(run -> run.op() != Op.INSERT)
                    .map(Run::text)
                    .collect(Collectors.joining());
            if (!text.isEmpty()) {
              cell.add(new Paragraph(label, false, MeetingPaper.plain(words.lang(), text)));
            }
          });
      return cell;
    }

    private List<Paragraph> proposed(
        Amendment amendment, AmendmentPaper paper, List<String> languages) {
      List<Paragraph> cell = new ArrayList<>();
      cell.add(
          MeetingPaper.said(
              paper.id(),
              "%s%s, %s, against revision %d"
                  .formatted(
                      paper.proposer(),
                      paper.document() == null ? "" : ", " + paper.document(),
                      paper.on(),
                      paper.baseRevision())));
      String wanted =
          switch (paper.change()) {
            case TEXT -> "";
            case INSERT -> "A new provision" + where(paper.place()) + ".";
            case REMOVE -> "To take it out.";
            case MOVE -> "To move it" + where(paper.place()) + ".";
          };
      if (!wanted.isEmpty()) {
        cell.add(MeetingPaper.said("", wanted));
      }
      Reason reason =
          new Reason(
              paper.revision(),
              "AmendmentProposed",
              paper.id(),
              paper.proposer(),
              paper.document(),
              null,
              null,
              null,
              paper.on(),
              paper.recordedAt());
      int before = cell.size();
      each(
          paper,
          languages,
          (label, words) ->
              cell.add(
                  new Paragraph(
                      label,
                      false,
                      new Words(
                          words.lang(),
                          words.runs().stream()
                              .map(
                                  run ->
                                      run.op() == Op.EQUAL
                                          ? run
                                          : new Run(run.op(), run.text(), reason))
                              .toList()))));
      Set<String> unseen =
          words(paper).map(Words::lang).collect(Collectors.toCollection(TreeSet::new));
      languages.forEach(unseen::remove);
      if (!unseen.isEmpty()) {
        cell.add(
            MeetingPaper.said(
                "",
                "It %s %s, not shown here."
                    .formatted(
                        cell.size() == before ? "is in" : "is also in",
                        String.join(", ", unseen))));
      }
      if (paper.rationale() != null) {
        cell.add(MeetingPaper.said("Why", paper.rationale()));
      }
      cell.add(MeetingPaper.said("", standing(amendment)));
      return cell;
    }

    private String standing(Amendment amendment) {
      Rebase rebase = Rebase.of(history, amendment, history.lastDecided().on());
      return switch (rebase.state()) {
        case APPLIES -> "It can be agreed as it is.";
        case SHRANK -> "A part of it is in force already; the rest can be agreed.";
        case CONTAINED -> "All of it is in force already.";
        case CONFLICTS ->
            "It cannot be agreed as it is: "
                + rebase.conflicts().stream()
                    .map(Conflict::sentence)
                    .distinct()
                    .collect(Collectors.joining(" "));
      };
    }
  }

  private static String where(AmendmentPaper.@Nullable Place place) {
    if (place == null) {
      return "";
    }
    return (place.parent() == null ? " at the top level" : " below " + place.parent().id())
        + (place.after() != null
            ? ", behind " + place.after().id()
            : place.last() ? "" : ", as the first");
  }

  private static Stream<Words> words(AmendmentPaper paper) {
    return Stream.concat(paper.headings().stream(), paper.texts().stream());
  }

  /** What is done with the words in a language. */
  @FunctionalInterface
  private interface Each {
    void take(String label, Words words);
  }

  private static void each(AmendmentPaper paper, List<String> languages, Each each) {
    for (String lang : languages) {
      for (boolean heading : new boolean[] {true, false}) {
        for (Words words : heading ? paper.headings() : paper.texts()) {
          if (words.lang().equals(lang)) {
            String label =
                Stream.of(heading ? "Heading" : "", languages.size() > 1 ? lang : "")
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(", "));
            each.take(label, words);
          }
        }
      }
    }
  }
}
