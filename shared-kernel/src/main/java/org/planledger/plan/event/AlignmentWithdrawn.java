package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** An alignment was taken back. */
public record AlignmentWithdrawn(
    String planId,
    String alignmentId,
    @Nullable Minute minute,
    @Nullable String reason,
    LocalDate on)
    implements PlanEvent {}
