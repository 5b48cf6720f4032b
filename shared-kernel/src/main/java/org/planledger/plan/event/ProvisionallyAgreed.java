package org.planledger.plan.event;

import java.time.LocalDate;
import java.util.List;
import org.planledger.log.Minute;

/**
 * A meeting agreed to provisions. {@code unaffected} lists the texts decided for a later day, which
 * stay what they were.
 */
public record ProvisionallyAgreed(
    String planId, Minute minute, List<AgreedItem> items, List<Unaffected> unaffected, LocalDate on)
    implements PlanEvent {
  public ProvisionallyAgreed {
    items = List.copyOf(items);
    unaffected = List.copyOf(unaffected);
  }
}
