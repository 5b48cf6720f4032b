package org.planledger.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
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
import org.planledger.text.Passage;

/**
 * An event of a plan in its decided place: with corrections applied, and its texts folded to words.
 *
 * @param on decided-on day, as corrected
 * @param minute where it was decided, as corrected; null: not at a meeting
 * @param passages the texts it brings into force, by provision and language
 */
public record Entry(
    long revision,
    Instant recordedAt,
    PlanEvent event,
    LocalDate on,
    @Nullable Minute minute,
    Map<String, Map<String, Passage>> passages) {

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

  /** Folds the texts of an event; the versions it edits are looked up. */
  public static Entry of(Recorded<? extends PlanEvent> recorded, Versions versions) {
    PlanEvent event = recorded.event();
    return new Entry(
        recorded.revision(),
        recorded.recordedAt(),
        event,
        event.on(),
        event.minute(),
        passages(event, recorded.revision(), versions));
  }

  /** Place in decided order. */
  public DecidedOrder order() {
    return event instanceof PlanOpened ? DecidedOrder.FIRST : new DecidedOrder(on, revision);
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
    return new Entry(
        revision, recordedAt, event, fields.on() == null ? on : fields.on(), where, passages);
  }

  Passage passage(String provisionId, String language) {
    Passage passage = passages.getOrDefault(provisionId, Map.of()).get(language);
    if (passage == null) {
      throw new IllegalArgumentException(
          "Revision %d brought no text of %s in %s".formatted(revision, provisionId, language));
    }
    return passage;
  }

  private static Map<String, Map<String, Passage>> passages(
      PlanEvent event, long revision, Versions versions) {
    Map<String, Map<String, Passage>> all = new HashMap<>();
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
    all.replaceAll((id, texts) -> Map.copyOf(texts));
    return Map.copyOf(all);
  }

  private static void put(
      Map<String, Map<String, Passage>> all,
      NewProvision provision,
      long revision,
      int item,
      Versions versions) {
    put(all, provision.provisionId(), provision.text(), revision, item, versions);
  }

  private static void put(
      Map<String, Map<String, Passage>> all,
      String provisionId,
      Map<String, TextChange> changes,
      long revision,
      int item,
      Versions versions) {
    changes.forEach(
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
          all.computeIfAbsent(provisionId, id -> new HashMap<>())
              .put(language, versions.kept(base, passage));
        });
  }
}
