package org.planledger.contribution.event;

import java.time.LocalDate;
import java.util.Map;

/** A revision was submitted. */
public record ContributionRevised(
    String contributionId,
    int revision,
    String submitter,
    Map<String, String> title,
    String document,
    LocalDate on)
    implements ContributionEvent {
  public ContributionRevised {
    title = Map.copyOf(title);
  }
}
