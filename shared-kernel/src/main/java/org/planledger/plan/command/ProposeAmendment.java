package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Name;
import org.planledger.form.Prose;

/** Proposes a change against a stated revision; absent: the present one. */
public record ProposeAmendment(
    @Id String planId,
    @Id String amendmentId,
    @Nullable Long baseRevision,
    Change change,
    @Name String proposer,
    @Nullable @Id String contributionId,
    @Nullable @Prose String rationale,
    @Nullable LocalDate on)
    implements PlanCommand {}
