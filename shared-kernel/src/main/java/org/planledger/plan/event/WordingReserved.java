package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A meeting reserved the wording of a provision. */
public record WordingReserved(
    String planId, String provisionId, Minute minute, @Nullable String reason, LocalDate on)
    implements PlanEvent {}
