package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A meeting declined a pending amendment. */
public record AmendmentDeclined(
    String planId, String amendmentId, Minute minute, @Nullable String reason, LocalDate on)
    implements PlanEvent {}
