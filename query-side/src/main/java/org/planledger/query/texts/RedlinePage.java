package org.planledger.query.texts;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Provision;
import org.planledger.text.Redline;
import org.planledger.text.Redline.Op;
import org.planledger.text.Redline.Run;

/**
 * A draft as one HTML document that needs nothing else, with what changed since another draft
 * marked. Every mark is also said in characters, so that nobody depends on colour.
 */
final class RedlinePage {
  private static final Template TEMPLATE = template();

  private final Cut from;
  private final Cut to;
  private final @Nullable String lang;

  private RedlinePage(Cut from, Cut to, @Nullable String lang) {
    this.from = from;
    this.to = to;
    this.lang = lang;
  }

  /** A stretch of text; exactly one of the flags is true. */
  record Marked(boolean equal, boolean inserted, boolean deleted, String text) {
    static Marked of(Run run) {
      return new Marked(
          run.op() == Op.EQUAL, run.op() == Op.INSERT, run.op() == Op.DELETE, run.text());
    }
  }

  /** A text in one language. */
  record Words(String lang, String dir, List<Marked> runs) {}

  /**
   * A provision.
   *
   * @param level of its place in the tree, from 2 to 6
   * @param labels what happened to it
   * @param changed whether anything did
   */
  record Item(
      String id,
      String number,
      String kind,
      int level,
      List<Words> headings,
      List<Words> texts,
      List<String> labels,
      boolean changed) {}

  /** The page. */
  record Page(
      String title,
      String lang,
      String dir,
      String plan,
      End from,
      End to,
      List<Item> changed,
      boolean same,
      List<Item> items) {}

  /** One of the two drafts. */
  record End(String point, long revision, String asOf) {
    static End of(Cut cut) {
      return new End(cut.point().toString(), cut.revision(), cut.asOf());
    }
  }

  /**
   * The document.
   *
   * @param lang null: all languages
   */
  static String of(Cut from, Cut to, @Nullable String lang) {
    return TEMPLATE.execute(new RedlinePage(from, to, lang).page());
  }

  private static Template template() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(RedlinePage.class.getResourceAsStream("redline.html")),
            StandardCharsets.UTF_8)) {
      return Mustache.compiler().compile(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Page page() {
    Map<String, List<Difference.Change>> changes = new LinkedHashMap<>();
    for (Difference.Change change : Difference.between(from, to, lang).changes()) {
      changes.computeIfAbsent(change.id(), any -> new ArrayList<>()).add(change);
    }
    Map<String, String> before = Numbers.of(from.draft());
    Map<String, String> after = Numbers.of(to.draft());
    List<Item> items = new ArrayList<>();
    for (String id : Difference.inDocumentOrder(before.keySet(), after.keySet())) {
      items.add(
          item(
              id,
              after.containsKey(id)
                  ? Objects.requireNonNull(after.get(id))
                  : Objects.requireNonNull(before.get(id)),
              changes.getOrDefault(id, List.of())));
    }
    Draft draft = to.draft();
    String shown = lang == null ? draft.plan().authoritativeLanguage() : lang;
    List<Item> changed = items.stream().filter(Item::changed).toList();
    return new Page(
        draft.plan().title().getOrDefault(shown, to.planId()),
        shown,
        Direction.of(shown),
        to.planId(),
        End.of(from),
        End.of(to),
        changed,
        changed.isEmpty(),
        items);
  }

  private Item item(String id, String number, List<Difference.Change> changes) {
    Provision before = from.draft().find(id).orElse(null);
    Provision after = to.draft().find(id).orElse(null);
    Provision any = Objects.requireNonNull(after == null ? before : after);
    List<Words> headings = new ArrayList<>();
    for (String language : languages(before, after, true)) {
      headings.add(
          words(
              language, Difference.replaced(heading(before, language), heading(after, language))));
    }
    List<Words> texts = new ArrayList<>();
    for (String language : languages(before, after, false)) {
      List<Run> runs =
          Redline.between(
              DraftFold.passage(from.draft(), id, language),
              DraftFold.passage(to.draft(), id, language));
      if (!runs.isEmpty()) {
        texts.add(words(language, runs));
      }
    }
    return new Item(
        id,
        number,
        any.kind(),
        Math.min(6, 2 + (int) number.chars().filter(c -> c == '.').count()),
        headings,
        texts,
        changes.stream().map(RedlinePage::label).distinct().toList(),
        !changes.isEmpty());
  }

  private static String heading(@Nullable Provision provision, String language) {
    return provision == null ? "" : provision.heading().getOrDefault(language, "");
  }

  private Collection<String> languages(
      @Nullable Provision before, @Nullable Provision after, boolean ofHeading) {
    String authoritative = to.draft().plan().authoritativeLanguage();
    Set<String> languages =
        new TreeSet<>(
            Comparator.comparing((String language) -> !language.equals(authoritative))
                .thenComparing(Comparator.naturalOrder()));
    for (Provision provision : new Provision[] {before, after}) {
      if (provision != null) {
        languages.addAll(ofHeading ? provision.heading().keySet() : provision.texts().keySet());
      }
    }
    if (lang != null) {
      languages.retainAll(Set.of(lang));
    }
    return languages;
  }

  private static Words words(String language, List<Run> runs) {
    return new Words(language, Direction.of(language), runs.stream().map(Marked::of).toList());
  }

  private static String label(Difference.Change change) {
    return switch (change.change()) {
      case "added" -> "Added";
      case "removed" -> "Removed";
      case "moved" -> "Moved from %s to %s".formatted(number(change.from()), number(change.to()));
      case "status" ->
          "%s: %s, was %s"
              .formatted(
                  change.field() == null ? "Status" : "Status of the structure",
                  status(change.to()),
                  status(change.from()));
      default -> "Edited" + (change.lang() == null ? "" : " (%s)".formatted(change.lang()));
    };
  }

  private static String number(@Nullable Object place) {
    return place instanceof Difference.Place at ? at.number() : "";
  }

  private static String status(@Nullable Object decided) {
    if (!(decided instanceof Difference.Decided d)) {
      return "";
    }
    return d.status() == d.effectiveStatus()
        ? said(d.status())
        : "%s (counts as %s)".formatted(said(d.status()), said(d.effectiveStatus()));
  }

  private static String said(Enum<?> status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
