package org.planledger.query.texts;

import org.pcollections.PVector;
import org.pcollections.TreePVector;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;

/**
 * A stream as a node keeps it in memory: that of a plan as its history, any other as it is.
 *
 * @param stream of anything but a plan
 * @param history of a plan; empty for any other stream
 */
record Kept(PVector<Recorded<Event>> stream, PlanHistory history) {
  private static final int AN_EVENT = 1 << 10;

  /** The same for all streams that are not a plan's, so that each need not hold an empty one. */
  private static final PlanHistory NO_PLAN = PlanHistory.none();

  static Kept nothing() {
    return new Kept(TreePVector.empty(), PlanHistory.none());
  }

  Kept and(Recorded<Event> next) {
    if (next.revision() != size()) {
      throw new IllegalArgumentException(
          "Expected revision %d, not %d".formatted(size(), next.revision()));
    }
    return next.event() instanceof PlanEvent event
        ? new Kept(
            stream,
            history.and(new Recorded<>(next.revision(), next.position(), next.recordedAt(), event)))
        : new Kept(stream.plus(next), NO_PLAN);
  }

  /** Number of events. */
  int size() {
    return stream.size() + history.size();
  }

  /** Bytes of memory held, about. */
  long resident() {
    return history.resident() + (long) stream.size() * AN_EVENT;
  }

  /** Bytes of memory held once all of it was asked for, about. */
  long bytes() {
    return history.bytes() + (long) stream.size() * AN_EVENT;
  }
}
