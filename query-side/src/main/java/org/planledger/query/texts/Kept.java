package org.planledger.query.texts;

import java.util.List;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;

/**
 * A stream as a node keeps it in memory, folded when it is that of a plan.
 *
 * @param history of a plan; empty for any other stream
 */
record Kept(PVector<Recorded<Event>> stream, PlanHistory history) {
  static Kept nothing() {
    return new Kept(TreePVector.empty(), PlanHistory.none());
  }

  Kept and(Recorded<Event> next) {
    if (next.revision() != stream.size()) {
      throw new IllegalArgumentException(
          "Expected revision %d, not %d".formatted(stream.size(), next.revision()));
    }
    return new Kept(
        stream.plus(next),
        next.event() instanceof PlanEvent event
            ? history.and(
                new Recorded<>(next.revision(), next.position(), next.recordedAt(), event))
            : history);
  }

  Kept and(List<Recorded<Event>> more) {
    Kept kept = this;
    for (Recorded<Event> next : more) {
      kept = kept.and(next);
    }
    return kept;
  }
}
