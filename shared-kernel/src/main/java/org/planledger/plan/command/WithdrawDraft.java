package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Takes an issued draft back. Its number stays used, and what was published can still be seen. */
public record WithdrawDraft(
    @Id String planId,
    @DocumentNumber String document,
    @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
