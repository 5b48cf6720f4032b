package org.planledger.contribution.event;

import java.time.LocalDate;
import java.util.Map;

/** A document was submitted under its number. */
public record ContributionSubmitted(
    String contributionId,
    String submitter,
    Map<String, String> title,
    String document,
    LocalDate on)
    implements ContributionEvent {
  public ContributionSubmitted {
    title = Map.copyOf(title);
  }
}
