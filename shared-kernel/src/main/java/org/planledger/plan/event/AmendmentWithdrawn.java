package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The proposer took a pending amendment back. */
public record AmendmentWithdrawn(
    String planId, String amendmentId, @Nullable String reason, LocalDate on)
    implements PlanEvent {}
