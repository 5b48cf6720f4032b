package org.planledger.plan.command;

import org.planledger.form.Id;

/** Issues a scheduled draft that has become due by a meeting, as it was when it became due. */
public record IssueScheduledDraft(@Id String planId, @Id String deadlineId, @Id String meetingId)
    implements PlanCommand {}
