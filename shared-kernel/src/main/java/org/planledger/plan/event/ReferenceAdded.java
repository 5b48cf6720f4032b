package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Citation;

/** A citation was added to a provision, or to the plan. */
public record ReferenceAdded(
    String planId, @Nullable String provisionId, Citation reference, LocalDate on)
    implements PlanEvent {}
