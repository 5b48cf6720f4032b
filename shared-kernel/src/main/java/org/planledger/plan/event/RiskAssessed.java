package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.plan.Level;

/** A provision was assessed as a risk. */
public record RiskAssessed(
    String planId,
    String provisionId,
    Level likelihood,
    Level impact,
    List<String> mitigations,
    @Nullable String rationale,
    @Nullable Minute minute,
    LocalDate on)
    implements PlanEvent {
  public RiskAssessed {
    mitigations = List.copyOf(mitigations);
  }
}
