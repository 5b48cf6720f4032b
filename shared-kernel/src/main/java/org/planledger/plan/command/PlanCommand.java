package org.planledger.plan.command;

import org.planledger.log.Command;

/** All that can be asked of a plan. */
public sealed interface PlanCommand extends Command
    permits AddProvision,
        AddReference,
        AdoptPlan,
        AgreeProvisionally,
        AlignProvision,
        ApproveFramework,
        AssessRisk,
        CorrectRecord,
        DeclineAmendment,
        DeferProvision,
        FulfilCondition,
        IssueDraft,
        IssueScheduledDraft,
        MoveProvision,
        OpenPlan,
        ProposeAmendment,
        ProvideTranslation,
        RecordStatement,
        RemoveProvision,
        ReopenProvision,
        ReserveWording,
        ReviseAmendment,
        ScheduleDraft,
        SetPublicationDeadline,
        TakeNote,
        TransmitPlan,
        WithdrawAlignment,
        WithdrawAmendment,
        WithdrawDraft {
  /** Id of the plan addressed. */
  String planId();

  @Override
  default String aggregateId() {
    return "plan:" + planId();
  }
}
