package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An amendment was proposed. {@code document} is what the contribution was numbered then. */
public record AmendmentProposed(
    String planId,
    String amendmentId,
    long baseRevision,
    Proposal proposal,
    String proposer,
    @Nullable String contributionId,
    @Nullable String document,
    @Nullable String rationale,
    LocalDate on)
    implements PlanEvent {}
