package org.planledger.command.decision;

import java.util.List;
import java.util.function.Supplier;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/** The streams of the log, as committed. */
public interface Streams {

  /**
   * The events of one stream from a revision on, in order; empty when there are none. Their
   * positions are not told (0).
   */
  List<Recorded<Event>> read(String aggregateId, long fromRevision);

  /**
   * A reader of the whole log in its global order, from the start: each time it is asked, it gives
   * what was committed since.
   */
  Supplier<List<Recorded<Event>>> tail();
}
