package org.planledger.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;

/**
 * The first revision of {@code ImportEnded} had a hash over the bytes that were received, and so
 * over the names in them: whoever guessed a name could tell from it that the guess was right.
 */
final class ImportsWithNames extends SingleEventUpcaster {
  private static final SimpleSerializedType FIRST = new SimpleSerializedType("ImportEnded", "1");
  private static final SimpleSerializedType SECOND = new SimpleSerializedType("ImportEnded", "2");

  @Override
  protected boolean canUpcast(IntermediateEventRepresentation event) {
    return event.getType().equals(FIRST);
  }

  @Override
  protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
    return event.upcastPayload(
        SECOND, JsonNode.class, ended -> ((ObjectNode) ended).without("sha256"));
  }
}
