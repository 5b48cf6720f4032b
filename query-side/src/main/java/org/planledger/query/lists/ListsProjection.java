package org.planledger.query.lists;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

/**
 * Writes the live tables of the lists as it follows the log. Whoever hands it events holds the lock
 * of these tables ({@link Lists#lock}).
 */
@ProcessingGroup(LogEntries.GROUP)
public final class ListsProjection {
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
    // The token of an event that fills a gap tells a later position than its own.
    long position = positions.of(event.aggregateId(), revision);
    live.take(new Taken(new Recorded<>(revision, position, recordedAt, event), metaData), last());
  }

  /** What was taken in this transaction: nobody else writes before it ends. */
  private static Map<String, Long> last() {
    return CurrentUnitOfWork.map(
            unit ->
                unit.<Map<String, Long>>getOrComputeResource(
                    ListsProjection.class.getName(), key -> new HashMap<>()))
        .orElseGet(HashMap::new);
  }
}
