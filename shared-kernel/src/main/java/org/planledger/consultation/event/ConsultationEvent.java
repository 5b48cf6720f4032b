package org.planledger.consultation.event;

import org.planledger.log.Event;

/** All that can have happened to a consultation. */
public sealed interface ConsultationEvent extends Event
    permits ConsultationClosed, ConsultationOpened, ConsultationPostponed, FindingsRecorded {
  /** Id of the consultation. */
  String consultationId();

  @Override
  default String aggregateId() {
    return "consultation:" + consultationId();
  }
}
