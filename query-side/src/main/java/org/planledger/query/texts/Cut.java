package org.planledger.query.texts;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Point;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.Step;

/**
 * A plan looked at from a point.
 *
 * @param known the last revision that counts as recorded
 * @param revision the revision that the draft is of
 * @param order what was decided from here on does not count
 * @param asOf the day or the instant that the point stands for
 * @param knownAt what was recorded later does not count
 * @param reserved whether the outcomes of a meeting are reserved, seen from here
 */
record Cut(
    String planId,
    PlanHistory history,
    long known,
    Point point,
    Draft draft,
    long revision,
    DecidedOrder order,
    String asOf,
    Instant knownAt,
    Predicate<String> reserved) {

  /** What became of a provision up to here, in decided order. */
  List<Step.Change> changes(String provisionId) {
    return history.find(known, order).map(step -> step.changes(provisionId)).orElse(List.of());
  }

  /** The lower of what was decided and what the meeting that decided it may count for. */
  Status effective(Standing standing) {
    Status capped = standing.status().cappedBy(Status.PROVISIONALLY_AGREED);
    return standing.status() != capped
            && standing.minute() != null
            && reserved.test(standing.minute().meetingId())
        ? capped
        : standing.status();
  }
}
