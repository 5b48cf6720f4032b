package org.planledger.command.contribution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/** A contribution as its stream tells it: the document that is current. */
public record Contribution(
    String id, String submitter, Map<String, String> title, String document) {

  /** The contribution that a stream tells of; empty before it is submitted. */
  public static Optional<Contribution> of(List<Recorded<Event>> stream) {
    Contribution contribution = null;
    for (Recorded<Event> recorded : stream) {
      contribution = after(contribution, (ContributionEvent) recorded.event());
    }
    return Optional.ofNullable(contribution);
  }

  static @Nullable Contribution after(@Nullable Contribution before, ContributionEvent event) {
    return switch (event) {
      case ContributionSubmitted e ->
          new Contribution(e.contributionId(), e.submitter(), e.title(), e.document());
      case ContributionRevised e ->
          new Contribution(e.contributionId(), e.submitter(), e.title(), e.document());
      case ContributionAllocated e -> before;
      case ContributionIntroduced e -> before;
    };
  }
}
