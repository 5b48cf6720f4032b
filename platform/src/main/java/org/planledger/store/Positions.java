package org.planledger.store;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Places in the one global order of the log: whole numbers from 1, ascending, not always by one.
 */
public final class Positions {

  private final JdbcClient database;

  Positions(JdbcClient database) {
    this.database = database;
  }

  /** The highest position of a committed event; 0 while the log is empty. */
  public long head() {
    return database
        .sql("SELECT coalesce(max(global_index), 0) FROM domain_event")
        .query(Long.class)
        .single();
  }

  /**
   * The position of one event.
   *
   * @param aggregateIdentifier id of its stream
   * @param sequence its number in that stream, from 0
   * @throws NoSuchElementException if the log holds no such event
   */
  public long of(String aggregateIdentifier, long sequence) {
    return database
        .sql("SELECT global_index FROM domain_event WHERE aggregate_id = ? AND sequence_number = ?")
        .params(aggregateIdentifier, sequence)
        .query(Long.class)
        .optional()
        .orElseThrow(
            () ->
                new NoSuchElementException("No event " + sequence + " of " + aggregateIdentifier));
  }

  /**
   * The streams whose ids begin so, with the number of events of each.
   *
   * @param prefix without {@code %} and {@code _}
   */
  public Map<String, Long> streams(String prefix) {
    Map<String, Long> streams = new TreeMap<>();
    database
        .sql(
            "SELECT aggregate_id, count(*) FROM domain_event WHERE aggregate_id LIKE ? GROUP BY"
                + " aggregate_id")
        .param(prefix + "%")
        .query(
            row -> {
              streams.put(row.getString(1), row.getLong(2));
            });
    return streams;
  }

  /**
   * The positions of the events of a stream, in its order.
   *
   * @param firstSequence number of the first event wanted, from 0
   */
  public List<Long> ofStream(String aggregateIdentifier, long firstSequence) {
    return database
        .sql(
            "SELECT global_index FROM domain_event WHERE aggregate_id = ? AND sequence_number >= ?"
                + " ORDER BY sequence_number")
        .params(aggregateIdentifier, firstSequence)
        .query(Long.class)
        .list();
  }
}
