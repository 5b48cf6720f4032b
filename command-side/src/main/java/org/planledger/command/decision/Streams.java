package org.planledger.command.decision;

import java.util.List;
import java.util.function.Supplier;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/** The streams of the log, as committed. */
public interface Streams {

  /**
   * The events of one stream from a revision on, in order; empty when there are none. Their
   * positions need not be told (0).
   */
  List<Recorded<Event>> read(String aggregateId, long fromRevision);

  /** One event, which there is. */
  default Event event(String aggregateId, long revision) {
    return read(aggregateId, revision).getFirst().event();
  }

  /** Whether a stream has an event. */
  default boolean exists(String aggregateId) {
    return !read(aggregateId, 0).isEmpty();
  }

  /**
   * A reader of the whole log in its global order, from the start: each time it is asked, it gives
   * what was committed since.
   */
  Supplier<List<Recorded<Event>>> tail();
}
