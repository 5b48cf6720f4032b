package org.planledger.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;

/** In revision 2, pages had numbers. */
final class NumbersOfPages extends SingleEventUpcaster {

  private static final SimpleSerializedType FORM = new SimpleSerializedType("PageTurned", "2");

  @Override
  protected boolean canUpcast(IntermediateEventRepresentation event) {
    return event.getType().equals(FORM);
  }

  @Override
  protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
    return event.upcastPayload(
        new SimpleSerializedType("PageTurned", "3"),
        JsonNode.class,
        page -> JsonNodeFactory.instance.objectNode().set("page", page.get("number")));
  }
}
