package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Its proposer takes a pending amendment back. */
public record WithdrawAmendment(
    @Id String planId,
    @Id String amendmentId,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
