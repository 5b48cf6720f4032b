package org.planledger.query.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A later version of the software, to which every meeting that was scheduled was elsewhere. */
@Configuration(proxyBeanMethods = false)
class EveryMeetingElsewhere {
  @Bean
  ConfigurerModule elsewhere() {
    return configurer -> configurer.registerEventUpcaster(configuration -> new Elsewhere());
  }

  private static final class Elsewhere extends SingleEventUpcaster {
    @Override
    protected boolean canUpcast(IntermediateEventRepresentation event) {
      return event.getType().getName().equals("MeetingScheduled")
          && "1".equals(event.getType().getRevision());
    }

    @Override
    protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
      return event.upcastPayload(
          new SimpleSerializedType("MeetingScheduled", "2"),
          JsonNode.class,
          payload -> ((ObjectNode) payload).put("place", "Elsewhere"));
    }
  }
}
