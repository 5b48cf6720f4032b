package org.planledger.consultation.command;

import org.planledger.log.Command;

/** All that can be asked of a consultation. */
public sealed interface ConsultationCommand extends Command
    permits CloseConsultation, OpenConsultation, PostponeConsultation, RecordFindings {
  /** Id of the consultation addressed. */
  String consultationId();

  @Override
  default String aggregateId() {
    return "consultation:" + consultationId();
  }
}
