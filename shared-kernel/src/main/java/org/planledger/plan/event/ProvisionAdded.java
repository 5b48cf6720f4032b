package org.planledger.plan.event;

import java.time.LocalDate;

/** The secretariat added a provision, or brought a removed one back. */
public record ProvisionAdded(String planId, NewProvision provision, LocalDate on)
    implements PlanEvent {}
