package org.planledger.plan.event;

import org.planledger.log.Event;

/** All that can have happened to a plan. */
public sealed interface PlanEvent extends Event
    permits AlignmentWithdrawn,
        AmendmentDeclined,
        AmendmentProposed,
        AmendmentRevised,
        AmendmentWithdrawn,
        ConditionFulfilled,
        DraftIssued,
        DraftScheduled,
        DraftWithdrawn,
        FrameworkApproved,
        NoteTaken,
        PlanAdopted,
        PlanOpened,
        PlanTransmitted,
        ProvisionAdded,
        ProvisionAligned,
        ProvisionDeferred,
        ProvisionMoved,
        ProvisionRemoved,
        ProvisionReopened,
        ProvisionallyAgreed,
        PublicationDeadlineSet,
        RecordCorrected,
        ReferenceAdded,
        RiskAssessed,
        StatementRecorded,
        TranslationProvided,
        WordingReserved {
  /** Id of the plan. */
  String planId();

  @Override
  default String aggregateId() {
    return "plan:" + planId();
  }
}
