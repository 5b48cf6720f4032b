package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.plan.Voices;

/** Views expressed at a meeting were recorded. */
public record StatementRecorded(
    String planId,
    Minute minute,
    @Nullable Voices by,
    List<String> delegations,
    String text,
    List<String> provisions,
    @Nullable String contributionId,
    LocalDate on)
    implements PlanEvent {
  public StatementRecorded {
    delegations = List.copyOf(delegations);
    provisions = List.copyOf(provisions);
  }
}
