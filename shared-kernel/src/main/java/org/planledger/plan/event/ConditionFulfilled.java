package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A condition of a framework was met; conditions count from 1. */
public record ConditionFulfilled(
    String planId,
    String frameworkId,
    int condition,
    @Nullable Minute minute,
    @Nullable String note,
    LocalDate on)
    implements PlanEvent {}
