package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;

/** The secretariat took out drafted provisions, children before parents. */
public record ProvisionRemoved(String planId, List<String> provisionIds, LocalDate on)
    implements PlanEvent {
  public ProvisionRemoved {
    provisionIds = List.copyOf(provisionIds);
  }
}
