package org.planledger.query.texts;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.plan.Amendment;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.Step;
import org.planledger.plan.TextVersion;
import org.planledger.problem.Refused;
import org.planledger.text.Passage;

/**
 * Who brought each word of a text. It is read off the identities of the words: no text is compared.
 */
final class Provenance {
  private final Cut cut;
  private final String provisionId;
  private final List<Entry> confirmations;

  private Provenance(Cut cut, String provisionId) {
    this.cut = cut;
    this.provisionId = provisionId;
    this.confirmations =
        cut.changes(provisionId).stream()
            .map(Step.Change::entry)
            .filter(entry -> !brings(entry) && keepsTheText(entry))
            .toList();
  }

  /** A person or delegation; the name is absent once it is erased. */
  record Person(String id, @Nullable String name) {}

  /**
   * Where something was decided, and when, on both clocks.
   *
   * @param event the outcome, or what else was recorded
   */
  record Outcome(
      long revision,
      String event,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Instant recordedAt) {
    static Outcome of(Entry entry) {
      Minute minute = entry.minute();
      return new Outcome(
          entry.revision(),
          entry.name(),
          minute == null ? null : minute.meetingId(),
          minute == null ? null : minute.agendaItem(),
          minute == null ? null : minute.paragraph(),
          entry.on(),
          entry.recordedAt());
    }
  }

  /**
   * Words that came together.
   *
   * @param item of the event that brought them
   * @param amendment that brought them; absent: the outcome itself, or the secretariat
   * @param document number of the contribution revision that was on the table
   * @param event the outcome, or what else brought them
   * @param restored when the same words had been taken out before; absent: they were new
   * @param annulledBy revision that annulled the event; absent: none did
   * @param confirmed agreements that kept the text as it stands, since
   */
  record Run(
      String text,
      long revision,
      int item,
      String event,
      @Nullable String amendment,
      @Nullable Person proposer,
      @Nullable String contribution,
      @Nullable String document,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Instant recordedAt,
      @Nullable Outcome restored,
      @Nullable Long annulledBy,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Outcome> confirmed) {}

  /** What brought one word of an item. */
  private record Origin(@Nullable String amendment, @Nullable Outcome restored) {}

  /** An item of an event that brought words. */
  private record Item(long revision, int number) {}

  /** The text of a provision in a language, word by word. */
  record Text(
      String plan,
      String id,
      String lang,
      long revision,
      String point,
      Instant knownAt,
      String text,
      List<Run> runs) {}

  /**
   * The provenance of a text.
   *
   * @param lang null: every language the provision has
   * @throws Refused when the draft has no such provision, or it has no text in the language
   */
  static List<Text> of(
      Cut cut,
      String provisionId,
      @Nullable String lang,
      Function<Collection<String>, Map<String, String>> names) {
    Provision provision =
        cut.draft().find(provisionId).orElseThrow(() -> Refused.notFound("provision", provisionId));
    if (lang != null && !provision.texts().containsKey(lang)) {
      throw Refused.notFound("text of provision %s in".formatted(provisionId), lang);
    }
    Provenance provenance = new Provenance(cut, provisionId);
    Map<String, String> known =
        names.apply(
            cut.history().amendments().byId().values().stream()
                .filter(amendment -> amendment.provisionId().equals(provisionId))
                .map(Amendment::proposer)
                .toList());
    Set<String> languages = lang == null ? new TreeSet<>(provision.texts().keySet()) : Set.of(lang);
    return languages.stream()
        .map(
            language ->
                provenance.text(
                    language, Objects.requireNonNull(provision.texts().get(language)), known))
        .toList();
  }

  private Text text(String language, TextVersion version, Map<String, String> names) {
    List<Run> runs = new ArrayList<>();
    Passage passage = version.passage();
    Restored restored = Restored.of(cut, provisionId, language);
    Map<Item, List<Origin>> origins = new HashMap<>();
    int at = 0;
    for (Passage.Run run : passage.runs()) {
      List<String> words = passage.words().subList(at, at + run.count());
      Long annulledBy = annulledBy(run.revision());
      Entry entry =
          cut.history()
              .entry(run.revision(), annulledBy == null ? cut.known() : annulledBy - 1)
              .orElseThrow();
      List<Origin> all =
          origins.computeIfAbsent(
              new Item(run.revision(), run.item()),
              item -> origins(entry, item.number(), language, restored));
      runs.addAll(split(run, words, entry, all, annulledBy, names));
      at += run.count();
    }
    return new Text(
        cut.planId(),
        provisionId,
        language,
        cut.revision(),
        cut.point().toString(),
        cut.knownAt(),
        passage.text(),
        runs);
  }

  /** Words that one item brought side by side may stem from several amendments. */
  private List<Run> split(
      Passage.Run run,
      List<String> words,
      Entry entry,
      List<Origin> origins,
      @Nullable Long annulledBy,
      Map<String, String> names) {
    List<Run> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= words.size(); i++) {
      if (i == words.size()
          || !origins.get(run.from() + i).equals(origins.get(run.from() + start))) {
        runs.add(
            run(
                String.join("", words.subList(start, i)),
                entry,
                run.item(),
                origins.get(run.from() + start),
                annulledBy,
                names));
        start = i;
      }
    }
    return runs;
  }

  private @Nullable Long annulledBy(long revision) {
    OptionalLong annulledBy = cut.history().annulledBy(revision, cut.known());
    return annulledBy.isPresent() ? annulledBy.getAsLong() : null;
  }

  private Run run(
      String text,
      Entry entry,
      int item,
      Origin origin,
      @Nullable Long annulledBy,
      Map<String, String> names) {
    Outcome outcome = Outcome.of(entry);
    String amendmentId = origin.amendment();
    Amendment amendment =
        amendmentId == null ? null : cut.history().amendments().find(amendmentId).orElse(null);
    return new Run(
        text,
        entry.revision(),
        item,
        outcome.event(),
        amendmentId,
        amendment == null
            ? null
            : new Person(amendment.proposer(), names.get(amendment.proposer())),
        amendment == null ? null : amendment.contributionId(),
        amendment == null ? null : amendment.document(),
        outcome.meeting(),
        outcome.agendaItem(),
        outcome.paragraph(),
        outcome.on(),
        outcome.recordedAt(),
        origin.restored(),
        annulledBy,
        confirmedSince(entry));
  }

  /** What brought each word of an item, by ordinal. */
  private List<Origin> origins(Entry entry, int item, String language, Restored restored) {
    return Entry.changes(entry.event(), item, provisionId, language)
        .flatMap(change -> change.edits().stream())
        .<Origin>mapMulti(
            (edit, each) ->
                restored
                    .takenOutBefore(entry, edit.brings())
                    .forEach(by -> each.accept(new Origin(edit.amendment(), by))))
        .toList();
  }

  private List<Outcome> confirmedSince(Entry brought) {
    DecidedOrder since = brought.order();
    return confirmations.stream()
        .filter(entry -> entry.order().compareTo(since) > 0)
        .map(Outcome::of)
        .toList();
  }

  private boolean brings(Entry entry) {
    return entry.texts().stream().anyMatch(text -> text.provisionId().equals(provisionId));
  }

  private boolean keepsTheText(Entry entry) {
    return Versions.item(entry, provisionId)
        .filter(item -> item.scope() == Scope.TEXT)
        .filter(item -> item.text().isEmpty() && item.inserted() == null && item.place() == null)
        .filter(item -> !item.removed() && item.heading().isEmpty())
        .isPresent();
  }
}
