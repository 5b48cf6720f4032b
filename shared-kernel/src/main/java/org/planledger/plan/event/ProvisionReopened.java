package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A meeting took the agreement on a text back. */
public record ProvisionReopened(
    String planId, String provisionId, Minute minute, @Nullable String reason, LocalDate on)
    implements PlanEvent {}
