package org.planledger.ledger;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event with what the ledger keeps of it.
 *
 * @param payload JSON, as the store holds it
 */
public record LoggedEvent(Envelope envelope, String payload) {
  /**
   * How many bytes of canonical JSON a payload may have to be recorded: its line stays within what
   * a verifier reads even where each of them has to be escaped.
   */
  public static final int MAX_PAYLOAD_BYTES = 8_000_000;

  /** One line of {@code events.ndjson}: canonical JSON, without a line feed. */
  public byte[] line() {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("envelope", envelope.json());
    members.put("payload", payload);
    return CanonicalJson.write(members);
  }

  /**
   * Reads a line.
   *
   * @throws Malformed for another form, or a line that is not canonical
   */
  public static LoggedEvent read(byte[] line) {
    Members members = new Members("event", CanonicalJson.parse(line));
    LoggedEvent event =
        new LoggedEvent(Envelope.read(members.value("envelope")), members.string("payload"));
    members.end();
    if (!Arrays.equals(event.line(), line)) {
      throw new Malformed("the event is not written canonically");
    }
    return event;
  }

  /** Whether the payload is the one that the envelope states. */
  public boolean isIntact() {
    try {
      return Envelope.hashOf(payload).equals(envelope.payloadHash());
    } catch (Malformed noPayload) {
      return false;
    }
  }

  /** The id of the person whose name was erased, if the event is intact and says so. */
  public Optional<String> erased() {
    return envelope.payloadType().equals("SubjectErased")
            && isIntact()
            && CanonicalJson.parse(payload) instanceof Map<?, ?> members
            && members.get("person") instanceof String person
        ? Optional.of(person)
        : Optional.empty();
  }
}
