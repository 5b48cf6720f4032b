package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** An alignment was proposed or, with a minute, agreed. */
public record ProvisionAligned(
    String planId,
    String alignmentId,
    String provisionId,
    String framework,
    String target,
    @Nullable String rationale,
    @Nullable String contributionId,
    @Nullable Minute minute,
    LocalDate on)
    implements PlanEvent {}
