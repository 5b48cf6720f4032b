package org.planledger.command.consultation;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationEvent;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;

/** A consultation as its stream tells it. */
record Consultation(
    String id, Map<String, String> title, Audience audience, @Nullable String planId, State state) {

  enum State {
    POSTPONED,
    OPEN,
    CLOSED
  }

  static @Nullable Consultation after(@Nullable Consultation before, ConsultationEvent event) {
    return switch (event) {
      case ConsultationOpened e ->
          new Consultation(e.consultationId(), e.title(), e.audience(), e.planId(), State.OPEN);
      case ConsultationPostponed e ->
          new Consultation(
              e.consultationId(), e.title(), e.audience(), e.planId(), State.POSTPONED);
      case ConsultationClosed e -> before == null ? null : before.in(State.CLOSED);
      case FindingsRecorded e -> before;
    };
  }

  private Consultation in(State newState) {
    return new Consultation(id, title, audience, planId, newState);
  }
}
