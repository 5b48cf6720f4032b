package org.planledger.query.entry;

import java.time.Instant;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.MetaData;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.store.Positions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a row for each event, and one more for each correction of it, which holds from when the
 * correction was recorded.
 */
@ProcessingGroup(LogEntries.GROUP)
public final class LogEntryProjection {
  private final JdbcClient database;
  private final LogEntries entries;
  private final LogEntryTable table;
  private final Positions positions;

  /** Writes to a table, and finds there what is to be corrected. */
  public LogEntryProjection(
      JdbcClient database, LogEntries entries, LogEntryTable table, Positions positions) {
    this.database = database;
    this.entries = entries;
    this.table = table;
    this.positions = positions;
  }

  @EventHandler
  void on(
      Event event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData) {
    if (LogEntryTable.isLeftOut(event)) {
      return;
    }
    String stream = event.aggregateId();
    // The token of an event that fills a gap tells a later position than its own.
    Recorded<Event> recorded =
        new Recorded<>(revision, positions.of(stream, revision), recordedAt, event);
    table.insert(table.row(0, LogEntryTable.first(recorded, metaData), recordedAt, Known.ALWAYS));
    LogEntryTable.corrects(event)
        .flatMap(corrected -> entries.find(stream, corrected, Known.NOW))
        .filter(wrong -> !wrong.annulled())
        .ifPresent(wrong -> replace(wrong, LogEntryTable.corrected(wrong, recorded), recordedAt));
  }

  @ResetHandler
  void reset() {
    database.sql("DELETE FROM log_entry").update();
  }

  private void replace(LogEntry wrong, LogEntry right, Instant since) {
    int version =
        database
            .sql("SELECT max(version) FROM log_entry WHERE stream = ? AND revision = ?")
            .params(wrong.stream(), wrong.revision())
            .query(Integer.class)
            .single();
    database
        .sql(
            "UPDATE log_entry SET known_until = ? WHERE stream = ? AND revision = ? AND version ="
                + " ?")
        .params(Known.nanos(since), wrong.stream(), wrong.revision(), version)
        .update();
    table.insert(table.row(version + 1, right, since, Known.ALWAYS));
  }
}
