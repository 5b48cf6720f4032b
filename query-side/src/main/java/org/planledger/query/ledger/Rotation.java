package org.planledger.query.ledger;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Map;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Members;
import org.planledger.ledger.VerifierKey;
import org.planledger.store.StoredEvent;

/**
 * What an event says of the keys of the log.
 *
 * @param key that signs from the checkpoint on that covers the event
 * @param until when the others do as well
 */
record Rotation(VerifierKey key, Instant until) {

  /** The type under which these events are stored. */
  static final String TYPE = "KeyRotated";

  /**
   * Reads an event.
   *
   * @throws Malformed for another form
   * @throws java.time.DateTimeException for an overlap or an instant that is none
   */
  static Rotation of(StoredEvent event) {
    if (!(CanonicalJson.parse(event.payload()) instanceof Map<?, ?> payload)) {
      throw new Malformed("a rotation is an object");
    }
    return new Rotation(
        VerifierKey.parse(new Members(TYPE, payload).string("key")),
        Instant.parse(event.recordedAt())
            .atZone(ZoneOffset.UTC)
            .plus(Period.parse(String.valueOf(payload.get("overlap"))))
            .toInstant());
  }
}
