package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A meeting took note, without agreeing. */
public record NoteTaken(
    String planId,
    Minute minute,
    List<String> provisions,
    @Nullable String contributionId,
    @Nullable String document,
    @Nullable String consultationId,
    @Nullable String subject,
    LocalDate on)
    implements PlanEvent {
  public NoteTaken {
    provisions = List.copyOf(provisions);
  }
}
