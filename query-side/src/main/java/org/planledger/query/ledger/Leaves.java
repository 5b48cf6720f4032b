package org.planledger.query.ledger;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.store.StoredEvent;

/** What the ledger keeps of a stored event. */
final class Leaves {
  /** Nobody is asked who they are, so that everybody is the same. */
  private static final String ROLE = "user";

  private Leaves() {}

  /** The envelope of a row that becomes a leaf. */
  static Envelope envelope(StoredEvent event) {
    return envelope(event, event.position());
  }

  /**
   * The envelope of a row. It depends on nothing but the row and where that once stood.
   *
   * @param position in the store when the leaf was made; never told anew
   * @throws Malformed where payload or metadata are not what the ledger allows
   */
  static Envelope envelope(StoredEvent event, long position) {
    Object payload = CanonicalJson.parse(event.payload());
    return new Envelope(
        actor(CanonicalJson.parse(event.metaData())),
        event.aggregateId(),
        Objects.requireNonNullElse(event.aggregateType(), ""),
        event.eventId(),
        position,
        meeting(payload),
        Hash.of(CanonicalJson.write(payload)),
        event.payloadType(),
        revision(event.payloadRevision()),
        event.sequence(),
        instant(event.recordedAt()),
        text(CanonicalJson.parse(event.metaData()), "idempotencyKey"),
        null);
  }

  /** The envelope of a leaf; empty: its row is damaged. */
  static Optional<Envelope> read(Leaf leaf) {
    try {
      return Optional.of(Envelope.read(leaf.bytes()));
    } catch (Malformed damaged) {
      return Optional.empty();
    }
  }

  private static Envelope.Actor actor(@Nullable Object metaData) {
    return new Envelope.Actor(
        Objects.requireNonNullElse(text(metaData, "actor"), ""),
        Objects.requireNonNullElse(text(metaData, "role"), ROLE),
        text(metaData, "onBehalfOf"));
  }

  /** Where it was decided; of what was not decided at a meeting, the meeting it is about. */
  private static @Nullable String meeting(@Nullable Object payload) {
    if (payload instanceof Map<?, ?> members) {
      String minuted = text(members.get("minute"), "meetingId");
      if (minuted != null) {
        return minuted;
      }
      String by = text(members, "byMeetingId");
      return by == null ? text(members, "meetingId") : by;
    }
    return null;
  }

  private static @Nullable String text(@Nullable Object object, String name) {
    return object instanceof Map<?, ?> members && members.get(name) instanceof String text
        ? text
        : null;
  }

  private static Instant instant(String recordedAt) {
    try {
      return Instant.parse(recordedAt);
    } catch (DateTimeParseException noInstant) {
      throw new Malformed("an event is recorded at an instant: " + recordedAt);
    }
  }

  private static long revision(String revision) {
    try {
      return Long.parseLong(revision);
    } catch (NumberFormatException notANumber) {
      throw new Malformed("the revision of a stored type is a number: " + revision);
    }
  }
}
