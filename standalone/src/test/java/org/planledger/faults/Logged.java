package org.planledger.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An event as the ledger shows it.
 *
 * @param index in the ledger
 * @param stream of which aggregate
 * @param sequence in its stream
 * @param position in the store
 */
record Logged(
    long index, String stream, long sequence, long position, String type, JsonNode payload) {

  static Logged of(JsonNode item) {
    JsonNode envelope = item.path("envelope");
    return new Logged(
        item.path("index").asLong(),
        envelope.path("aggregateId").asText(),
        envelope.path("sequence").asLong(),
        envelope.path("globalIndex").asLong(),
        envelope.path("payloadType").asText(),
        item.path("payload"));
  }

  /** What the client called it that sent the command. */
  Optional<String> mark() {
    return Stream.of("/provision/provisionId", "/amendmentId", "/document", "/number")
        .map(field -> payload.at(field).asText())
        .filter(text -> !text.isEmpty())
        .findFirst();
  }
}
