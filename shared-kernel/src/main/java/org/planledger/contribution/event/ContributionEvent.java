package org.planledger.contribution.event;

import org.planledger.log.Event;

/** All that can have happened to a contribution. */
public sealed interface ContributionEvent extends Event
    permits ContributionAllocated,
        ContributionIntroduced,
        ContributionRevised,
        ContributionSubmitted {
  /** Id of the contribution. */
  String contributionId();

  @Override
  default String aggregateId() {
    return "contribution:" + contributionId();
  }
}
