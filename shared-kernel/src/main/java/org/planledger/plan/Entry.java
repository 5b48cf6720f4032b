package org.planledger.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.TextChange;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.text.Edit;
import org.planledger.text.Passage;

/**
 * An event of a plan in its decided place: with corrections applied, and its texts folded to words.
 * What the event says beyond when, where and whose words it brought is read when it is asked for.
 */
public final class Entry {
  private final long revision;
  private final long position;
  private final Instant recordedAt;
  private final String name;
  private final boolean opens;
  private final LocalDate on;
  private final @Nullable Minute minute;
  private final List<Text> texts;
  private final Content content;

  Entry(
      long revision,
      long position,
      Instant recordedAt,
      String name,
      boolean opens,
      LocalDate on,
      @Nullable Minute minute,
      List<Text> texts,
      Content content) {
    this.revision = revision;
    this.position = position;
    this.recordedAt = recordedAt;
    this.name = name;
    this.opens = opens;
    this.on = on;
    this.minute = minute;
    this.texts = texts;
    this.content = content;
  }

  /** Finds the words of the version of a text that an event recorded. */
  @FunctionalInterface
  public interface Versions {
    /**
     * @return the words that the event at {@code revision} gave the provision in this language
     */
    Passage version(String provisionId, String language, long revision);

    /** The same version, kept in the way in which those that are looked up are. */
    default Passage kept(Passage base, Passage version) {
      return version;
    }
  }

  /** Where an event is to be had. */
  sealed interface Content permits Given, Entries.Packed {
    PlanEvent event();
  }

  /** An event at hand. */
  record Given(PlanEvent event) implements Content {}

  /**
   * A text that the event brings into force.
   *
   * @param item of the event
   * @param origins of the words it brought, in their order
   */
  public record Text(
      String provisionId, String language, int item, Passage passage, List<Origin> origins) {}

  /**
   * Words that came side by side from one source.
   *
   * @param words how many
   * @param amendment that brought them; null: the outcome itself, or the secretariat
   */
  public record Origin(int words, @Nullable String amendment) {}

  /** Folds the texts of an event; the versions it edits are looked up. */
  public static Entry of(Recorded<? extends PlanEvent> recorded, Versions versions) {
    PlanEvent event = recorded.event();
    return new Entry(
        recorded.revision(),
        recorded.position(),
        recorded.recordedAt(),
        event.name(),
        event instanceof PlanOpened,
        event.on(),
        event.minute(),
        texts(event, recorded.revision(), versions),
        new Given(event));
  }

  /** Sequence number in the plan's stream, from 0. */
  public long revision() {
    return revision;
  }

  /** Place in the global order of the log. */
  public long position() {
    return position;
  }

  /** The instant it entered the log. */
  public Instant recordedAt() {
    return recordedAt;
  }

  /** The name of the event in the interface. */
  public String name() {
    return name;
  }

  /** Decided-on day, as corrected. */
  public LocalDate on() {
    return on;
  }

  /** Where it was decided, as corrected; null: not at a meeting. */
  public @Nullable Minute minute() {
    return minute;
  }

  /** The texts it brings into force. */
  public List<Text> texts() {
    return texts;
  }

  /** The event as it was recorded. */
  public PlanEvent event() {
    return content.event();
  }

  Content content() {
    return content;
  }

  /** Place in decided order. */
  public DecidedOrder order() {
    return opens ? DecidedOrder.FIRST : new DecidedOrder(on, revision);
  }

  Entry corrected(RecordFields fields) {
    Minute where = minute;
    if (where != null) {
      where =
          new Minute(
              fields.meetingId() == null ? where.meetingId() : fields.meetingId(),
              fields.agendaItem() == null ? where.agendaItem() : fields.agendaItem(),
              fields.paragraph() == null ? where.paragraph() : fields.paragraph());
    }
    return decided(fields.on() == null ? on : fields.on(), where);
  }

  /** The same decided on another day, or elsewhere. */
  public Entry decided(LocalDate day, @Nullable Minute where) {
    return new Entry(revision, position, recordedAt, name, opens, day, where, texts, content);
  }

  Passage passage(String provisionId, String language) {
    for (Text text : texts) {
      if (text.provisionId().equals(provisionId) && text.language().equals(language)) {
        return text.passage();
      }
    }
    throw new IllegalArgumentException(
        "Revision %d brought no text of %s in %s".formatted(revision, provisionId, language));
  }

  /** What an item of an event changes in the text of a provision in a language. */
  public static Stream<TextChange> changes(
      PlanEvent event, int item, String provisionId, String language) {
    return switch (event) {
      case ProvisionAdded added -> Stream.ofNullable(added.provision().text().get(language));
      case TranslationProvided translation -> Stream.of(translation.text());
      case ProvisionallyAgreed agreed -> changes(agreed.items().get(item), provisionId, language);
      default -> Stream.empty();
    };
  }

  private static Stream<TextChange> changes(AgreedItem item, String provisionId, String language) {
    NewProvision inserted = item.inserted();
    return Stream.concat(
        inserted != null && inserted.provisionId().equals(provisionId)
            ? Stream.ofNullable(inserted.text().get(language))
            : Stream.empty(),
        item.provisionId().equals(provisionId)
            ? Stream.ofNullable(item.text().get(language))
            : Stream.empty());
  }

  private static List<Text> texts(PlanEvent event, long revision, Versions versions) {
    List<Text> all = new ArrayList<>();
    switch (event) {
      case ProvisionAdded added -> put(all, added.provision(), revision, 0, versions);
      case TranslationProvided translation ->
          put(
              all,
              translation.provisionId(),
              Map.of(translation.language(), translation.text()),
              revision,
              0,
              versions);
      case ProvisionallyAgreed agreed -> {
        int index = 0;
        for (AgreedItem item : agreed.items()) {
          if (item.inserted() != null) {
            put(all, item.inserted(), revision, index, versions);
          }
          put(all, item.provisionId(), item.text(), revision, index, versions);
          index++;
        }
      }
      default -> {}
    }
    return List.copyOf(all);
  }

  private static void put(
      List<Text> all, NewProvision provision, long revision, int item, Versions versions) {
    put(all, provision.provisionId(), provision.text(), revision, item, versions);
  }

  private static void put(
      List<Text> all,
      String provisionId,
      Map<String, TextChange> changes,
      long revision,
      int item,
      Versions versions) {
    new TreeMap<>(changes)
        .forEach(
            (language, change) -> {
              Passage base =
                  change.base() == null
                      ? Passage.EMPTY
                      : versions.version(provisionId, language, change.base());
              Passage passage = base.apply(change.edits(), revision, item);
              if (!passage.text().equals(change.text())) {
                throw new IllegalStateException(
                    "The edits recorded at revision %d do not give the recorded text of %s in %s"
                        .formatted(revision, provisionId, language));
              }
              all.add(
                  new Text(
                      provisionId,
                      language,
                      item,
                      versions.kept(base, passage),
                      origins(change.edits())));
            });
  }

  private static List<Origin> origins(List<Edit> edits) {
    List<Origin> origins = new ArrayList<>();
    for (Edit edit : edits) {
      if (!edit.brings().isEmpty()) {
        origins.add(new Origin(edit.brings().size(), edit.amendment()));
      }
    }
    return List.copyOf(origins);
  }
}
