package org.planledger.query.lists;

import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.Taken;
import org.planledger.store.Positions;

/** Writes the live tables of the lists as it follows the log. */
@ProcessingGroup(LogEntries.GROUP)
public final class ListsProjection {
  private static final String LOCKED = ListsProjection.class.getName() + ".locked";

  private final Lists live;
  private final Positions positions;

  /** Writes these tables. */
  public ListsProjection(Lists live, Positions positions) {
    this.live = live;
    this.positions = positions;
  }

  @EventHandler
  void on(
      Event event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData) {
    // Once for the events of a transaction, before anything is read.
    CurrentUnitOfWork.get()
        .getOrComputeResource(
            LOCKED,
            resource -> {
              live.lock();
              return true;
            });
    // The token of an event that fills a gap tells a later position than its own.
    long position = positions.of(event.aggregateId(), revision);
    live.take(new Taken(new Recorded<>(revision, position, recordedAt, event), metaData));
  }
}
