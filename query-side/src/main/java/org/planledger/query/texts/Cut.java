package org.planledger.query.texts;

import java.time.Instant;
import java.util.function.Predicate;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Point;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;

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

  /** The lower of what was decided and what the meeting that decided it may count for. */
  Status effective(Standing standing) {
    return standing.minute() != null && reserved.test(standing.minute().meetingId())
        ? standing.status().cappedBy(Status.PROVISIONALLY_AGREED)
        : standing.status();
  }
}
