package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;
import org.planledger.plan.Point;
import org.planledger.plan.Provision;
import org.planledger.plan.Step;
import org.planledger.plan.TextVersion;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.problem.Refused;
import org.planledger.text.Edit;
import org.planledger.text.Passage;

/** Where in the events of a plan the words of a text stand. */
public final class Origins {
  private final Cuts cuts;

  /** Looks into histories in memory. */
  public Origins(Histories histories) {
    this(new Cuts(histories));
  }

  Origins(Cuts cuts) {
    this.cuts = cuts;
  }

  /**
   * A place in the payload of an event.
   *
   * @param revision of the event
   * @param pointer RFC 6901
   */
  public record Place(long revision, String pointer) {}

  /** Words that stand side by side in one list of an event. */
  public record Part(String text, Place place) {}

  /** A text in one language, the place of the whole of it, and of its parts. */
  public record Text(String language, String text, Place place, List<Part> parts) {}

  /**
   * The texts of a provision.
   *
   * @param point at which they were looked up
   * @param status of the text as decided, and as it counts
   * @param revisions of all events that brought its words or decided on it, and of those that
   *     corrected or annulled one of these or of the proposals
   * @param proposals revisions of the events that proposed the amendments that it is made of
   */
  public record Found(
      String point,
      String status,
      String effectiveStatus,
      List<Text> texts,
      NavigableSet<Long> revisions,
      NavigableSet<Long> proposals) {}

  /** What one item of an event changes in a text, and where that stands. */
  private record Change(String pointer, TextChange change) {}

  /**
   * The places of a provision's texts.
   *
   * @param at a point as written; null: latest
   * @param lang null: all languages
   * @throws Refused where there is no such plan, point, provision or text
   */
  public Found of(String planId, String provisionId, @Nullable String at, @Nullable String lang) {
    Cut cut = cuts.cut(planId, at, null);
    Provision provision =
        cut.draft().find(provisionId).orElseThrow(() -> Refused.notFound("provision", provisionId));
    Map<String, TextVersion> versions = new TreeMap<>(provision.texts());
    if (lang != null) {
      versions.keySet().retainAll(List.of(lang));
    }
    if (versions.isEmpty()) {
      throw Refused.notFound(
          "text of provision %s in".formatted(provisionId), lang == null ? "any language" : lang);
    }
    NavigableSet<Long> revisions = new TreeSet<>();
    revisions.add(provision.text().revision());
    NavigableSet<Long> proposals = new TreeSet<>();
    List<Text> texts = new ArrayList<>();
    versions.forEach(
        (language, version) -> texts.add(text(cut, provisionId, language, version, proposals)));
    for (Text text : texts) {
      revisions.add(text.place().revision());
      text.parts().forEach(part -> revisions.add(part.place().revision()));
    }
    cut.changes(provisionId).stream()
        .map(Step.Change::entry)
        .filter(entry -> entry.minute() != null)
        .forEach(entry -> revisions.add(entry.revision()));
    proposals.removeAll(revisions);
    Stream.concat(revisions.stream(), proposals.stream())
        .flatMap(revision -> cut.history().correctedBy(revision, cut.known()).stream())
        .toList()
        .forEach(revisions::add);
    return new Found(
        cut.point() instanceof Point.Latest ? "rev:" + cut.revision() : cut.point().toString(),
        provision.text().status().toString(),
        cut.effective(provision.text()).toString(),
        texts,
        revisions,
        proposals);
  }

  private static Text text(
      Cut cut,
      String provisionId,
      String language,
      TextVersion version,
      NavigableSet<Long> proposals) {
    Passage passage = version.passage();
    PlanEvent whole = event(cut, version.revision());
    Place place = null;
    int items = whole instanceof ProvisionallyAgreed agreed ? agreed.items().size() : 1;
    for (int item = 0; item < items; item++) {
      for (Change change : changes(whole, item, provisionId, language)) {
        if (change.change().text().equals(passage.text())) {
          place = new Place(version.revision(), change.pointer() + "/text");
        }
      }
    }
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (Passage.Run run : passage.runs()) {
      PlanEvent event = event(cut, run.revision());
      List<String> pointers = pointers(cut, event, run.item(), provisionId, language, proposals);
      for (int i = 0; i < run.count(); i++) {
        add(
            parts,
            passage.words().get(at++),
            new Place(run.revision(), pointers.get(run.from() + i)));
      }
    }
    return new Text(
        language,
        passage.text(),
        Objects.requireNonNull(place, "the version's own event holds its text"),
        List.copyOf(parts));
  }

  /** Joins a word to the part before it, if that ends where the word begins. */
  private static void add(List<Part> parts, String word, Place place) {
    Part last = parts.isEmpty() ? null : parts.getLast();
    if (last != null && last.place().equals(place)) {
      parts.set(parts.size() - 1, new Part(last.text() + word, place));
    } else {
      parts.add(new Part(word, place));
    }
  }

  private static PlanEvent event(Cut cut, long revision) {
    return cut.history().recorded(revision).event();
  }

  /** Where each word that an item brought stands, by its ordinal. */
  private static List<String> pointers(
      Cut cut,
      PlanEvent event,
      int item,
      String provisionId,
      String language,
      NavigableSet<Long> proposals) {
    List<String> pointers = new ArrayList<>();
    for (Change change : changes(event, item, provisionId, language)) {
      int number = 0;
      for (Edit edit : change.change().edits()) {
        String pointer = "%s/edits/%d/brings".formatted(change.pointer(), number++);
        edit.brings().forEach(word -> pointers.add(pointer));
        String amendmentId = edit.amendment();
        if (amendmentId != null) {
          cut.history()
              .amendments()
              .find(amendmentId)
              .map(Amendment::revision)
              .ifPresent(proposals::add);
        }
      }
    }
    return pointers;
  }

  private static List<Change> changes(
      PlanEvent event, int item, String provisionId, String language) {
    List<Change> changes = new ArrayList<>();
    switch (event) {
      case ProvisionAdded e -> put(changes, "/provision", e.provision().text(), language);
      case TranslationProvided e -> changes.add(new Change("/text", e.text()));
      case ProvisionallyAgreed e -> {
        AgreedItem agreed = e.items().get(item);
        String pointer = "/items/" + item;
        NewProvision inserted = agreed.inserted();
        if (inserted != null && inserted.provisionId().equals(provisionId)) {
          put(changes, pointer + "/inserted", inserted.text(), language);
        }
        if (agreed.provisionId().equals(provisionId)) {
          put(changes, pointer, agreed.text(), language);
        }
      }
      default -> {}
    }
    return changes;
  }

  private static void put(
      List<Change> changes, String pointer, Map<String, TextChange> texts, String language) {
    TextChange change = texts.get(language);
    if (change != null) {
      changes.add(new Change("%s/text/%s".formatted(pointer, language), change));
    }
  }
}
