package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A pending amendment was replaced by another text of itself. */
public record AmendmentRevised(
    String planId,
    String amendmentId,
    long baseRevision,
    Proposal proposal,
    @Nullable String contributionId,
    @Nullable String document,
    @Nullable String rationale,
    LocalDate on)
    implements PlanEvent {}
