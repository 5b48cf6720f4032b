package org.planledger.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Places in the one global order of the log: whole numbers from 1, ascending, not always by one.
 * Those of the events that this node appended or followed last are known without asking.
 */
public final class Positions implements Written {

  /** More than a group that follows the log reads ahead of what it handles. */
  private static final int REMEMBERED = 10_000;

  private final JdbcClient database;
  private final Map<Place, Long> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Place(String stream, long sequence) {}

  /** Where an event stands in the log, and since when. */
  public record Recording(long position, Instant at) {}

  Positions(JdbcClient database) {
    this.database = database;
  }

  /** Takes the position of an event that was committed: it never changes again. */
  void know(String stream, long sequence, long position) {
    Place place = new Place(stream, sequence);
    synchronized (known) {
      // Another group that followed may be long ahead: as if it had not been told before.
      known.remove(place);
      known.put(place, position);
    }
  }

  /** The highest position of a committed event; 0 while the log is empty. */
  @Override
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
  @Override
  public long of(String aggregateIdentifier, long sequence) {
    @Nullable Long position;
    synchronized (known) {
      position = known.get(new Place(aggregateIdentifier, sequence));
    }
    return position == null ? asked(aggregateIdentifier, sequence) : position;
  }

  private long asked(String aggregateIdentifier, long sequence) {
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
   * Where an event of a stream was recorded, and when; empty: the log holds none of this number.
   */
  public Optional<Recording> recording(String aggregateIdentifier, long sequence) {
    return database
        .sql(
            "SELECT global_index, recorded_at FROM domain_event WHERE aggregate_id = ? AND"
                + " sequence_number = ?")
        .params(aggregateIdentifier, sequence)
        .query((row, number) -> new Recording(row.getLong(1), IsoTimes.instant(row.getString(2))))
        .optional();
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
