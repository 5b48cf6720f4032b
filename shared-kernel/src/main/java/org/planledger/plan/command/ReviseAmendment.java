package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Replaces what a pending amendment proposes. */
public record ReviseAmendment(
    @Id String planId,
    @Id String amendmentId,
    @Nullable Long baseRevision,
    Change change,
    @Nullable @Id String contributionId,
    @Nullable @Prose String rationale,
    @Nullable LocalDate on)
    implements PlanCommand {}
