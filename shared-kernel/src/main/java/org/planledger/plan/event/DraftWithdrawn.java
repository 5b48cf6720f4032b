package org.planledger.plan.event;

import java.time.LocalDate;

/** An issued draft was taken back. */
public record DraftWithdrawn(String planId, String document, String reason, LocalDate on)
    implements PlanEvent {}
