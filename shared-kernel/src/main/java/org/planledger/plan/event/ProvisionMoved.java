package org.planledger.plan.event;

import java.time.LocalDate;

/** The secretariat moved a drafted provision. */
public record ProvisionMoved(String planId, String provisionId, Place place, LocalDate on)
    implements PlanEvent {}
