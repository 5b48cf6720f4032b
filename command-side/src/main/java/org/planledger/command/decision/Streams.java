package org.planledger.command.decision;

import java.util.List;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/** The streams of the log, as committed. */
public interface Streams {

  /**
   * The events of one stream from a revision on, in order; empty when there are none. Their
   * positions are not told (0).
   */
  List<Recorded<Event>> read(String aggregateId, long fromRevision);

  /** All events after a position of the global order, in that order. */
  List<Recorded<Event>> readAll(long afterPosition);
}
