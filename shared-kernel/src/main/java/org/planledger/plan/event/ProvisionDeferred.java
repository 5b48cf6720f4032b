package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A meeting put a provision off. */
public record ProvisionDeferred(
    String planId,
    String provisionId,
    Minute minute,
    @Nullable String untilMeetingId,
    @Nullable String reason,
    LocalDate on)
    implements PlanEvent {}
