package org.planledger.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of the log, in its global order.
 *
 * <p>Positions are given out before the commit, so that a lower one may become visible after a
 * higher one. Whoever must pass over none reads no further than {@link #settled}.
 */
public final class StoredEvents {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int NUMBERS_PER_QUESTION = 500;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);
  private static final RowMapper<StoredEvent> ROW =
      (row, number) ->
          new StoredEvent(
              row.getLong(1),
              row.getString(2),
              row.getString(3),
              row.getLong(4),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              row.getString(8),
              row.getString(9),
              row.getString(10));
  private static final String SELECT =
      "SELECT global_index, event_id, aggregate_id, sequence_number, aggregate_type, recorded_at,"
          + " payload_type, payload_revision, payload, meta_data FROM domain_event ";

  private final JdbcOperations store;
  private final JdbcClient database;
  private final OpenAppends appends;
  private final boolean embedded;

  private long settled;
  private long head;
  private Set<Object> open = Set.of();

  StoredEvents(JdbcOperations store, OpenAppends appends, boolean embedded) {
    this.store = store;
    this.database = JdbcClient.create(store);
    this.appends = appends;
    this.embedded = embedded;
  }

  /**
   * The log of a store, read from outside its nodes.
   *
   * @param embedded whether it is a file, to which nobody appends meanwhile
   */
  public static StoredEvents of(JdbcOperations store, boolean embedded) {
    return new StoredEvents(store, new OpenAppends(), embedded);
  }

  /**
   * A position up to which no event can appear any more, the highest that is known: that of the
   * last event committed, once all who were appending at that moment are done. Whoever appends
   * later gets a higher position. Waits for them up to a second, and otherwise answers as before.
   *
   * @throws InterruptedException when interrupted while waiting
   */
  public synchronized long settled() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    // Others may be waiting for those who appended before.
    long wanted = head();
    look();
    while (settled < wanted) {
      if (!open.isEmpty()) {
        if (System.nanoTime() >= end) {
          break;
        }
        wait(BETWEEN_LOOKS.toMillis());
      }
      look();
    }
    return settled;
  }

  /**
   * The same for who comes again soon: waits for nobody, and does not even ask where it is known
   * that a position is settled.
   *
   * @param position one of which it matters
   */
  synchronized long settledBy(long position) {
    if (settled < position) {
      look();
    }
    return settled;
  }

  private void look() {
    if (open.isEmpty()) {
      head = head();
      // After the head is read: whoever has a position below it has begun by now.
      open = head > settled ? appending() : Set.of();
    } else {
      open.retainAll(appending());
    }
    if (open.isEmpty()) {
      settled = Math.max(settled, head);
    }
  }

  private long head() {
    return database
        .sql("SELECT coalesce(max(global_index), 0) FROM domain_event")
        .query(Long.class)
        .single();
  }

  /**
   * Transactions that may hold positions not yet visible. A transaction of PostgreSQL has its lock
   * on the table before it is given a position, and gives it back after its commit is visible.
   */
  private Set<Object> appending() {
    return embedded
        ? appends.now()
        : new HashSet<>(
            database
                .sql(
                    """
                    SELECT DISTINCT virtualtransaction FROM pg_locks
                    WHERE mode = 'RowExclusiveLock' AND granted
                      AND relation = 'domain_event'::regclass
                      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())\
                    """)
                .query(String.class)
                .list());
  }

  /**
   * Events in their order.
   *
   * @param position of the last one not wanted
   * @param upTo the last position wanted
   */
  public List<StoredEvent> after(long position, long upTo, int limit) {
    return database
        .sql(SELECT + "WHERE global_index > ? AND global_index <= ? ORDER BY global_index LIMIT ?")
        .params(position, upTo, limit)
        .query(ROW)
        .list();
  }

  /**
   * The events of some types in their order.
   *
   * @param position of the last one not wanted
   * @param upTo the last position wanted
   */
  public List<StoredEvent> after(
      long position, long upTo, Collection<String> payloadTypes, int limit) {
    return database
        .sql(
            SELECT
                + "WHERE global_index > :position AND global_index <= :upTo AND payload_type IN"
                + " (:types) ORDER BY global_index LIMIT :limit")
        .param("position", position)
        .param("upTo", upTo)
        .param("types", payloadTypes)
        .param("limit", limit)
        .query(ROW)
        .list();
  }

  /**
   * The events of some types in a stream that stand in a stretch of the log, in their order.
   *
   * @param position of the last one not wanted
   * @param upTo the last position wanted
   */
  public List<StoredEvent> ofStreamAfter(
      String aggregateId, Collection<String> payloadTypes, long position, long upTo, int limit) {
    return database
        .sql(
            SELECT
                + "WHERE aggregate_id = :stream AND global_index > :position AND global_index <="
                + " :upTo AND payload_type IN (:types) ORDER BY sequence_number LIMIT :limit")
        .param("stream", aggregateId)
        .param("position", position)
        .param("upTo", upTo)
        .param("types", payloadTypes)
        .param("limit", limit)
        .query(ROW)
        .list();
  }

  /** Those of them whose payload has a text in it. */
  public List<StoredEvent> ofStreamAfter(
      String aggregateId,
      Collection<String> payloadTypes,
      String text,
      long position,
      long upTo,
      int limit) {
    return database
        .sql(
            SELECT
                + "WHERE aggregate_id = :stream AND global_index > :position AND global_index <="
                + " :upTo AND payload_type IN (:types) AND position(:text IN payload) > 0 ORDER BY"
                + " sequence_number LIMIT :limit")
        .param("stream", aggregateId)
        .param("position", position)
        .param("upTo", upTo)
        .param("types", payloadTypes)
        .param("text", text)
        .param("limit", limit)
        .query(ROW)
        .list();
  }

  /** The first of some positions that there are, in the order of the log, as of one moment. */
  List<StoredEvent> at(Collection<Long> positions, int limit) {
    if (positions.isEmpty()) {
      return List.of();
    }
    NavigableSet<Long> wanted = new TreeSet<>(positions);
    List<Long> there =
        database
            .sql("SELECT global_index FROM domain_event WHERE global_index BETWEEN ? AND ?")
            .params(wanted.first(), wanted.last())
            .query(Long.class)
            .list()
            .stream()
            .filter(wanted::contains)
            .sorted()
            .limit(limit)
            .toList();
    return those("WHERE global_index IN (:some) ORDER BY global_index", Map.of(), there);
  }

  /** The number of the last event of a stream up to a position; -1: there is none. */
  public long lastOfStream(String aggregateId, long upTo) {
    return database
        .sql(
            "SELECT coalesce(max(sequence_number), -1) FROM domain_event WHERE aggregate_id = ?"
                + " AND global_index <= ?")
        .params(aggregateId, upTo)
        .query(Long.class)
        .single();
  }

  /** The event with an id. */
  public Optional<StoredEvent> find(String eventId) {
    return database.sql(SELECT + "WHERE event_id = ?").param(eventId).query(ROW).optional();
  }

  /** Those of some events that there are, by id. */
  public Map<String, StoredEvent> find(Collection<String> eventIds) {
    Map<String, StoredEvent> found = new HashMap<>();
    if (!eventIds.isEmpty()) {
      database
          .sql(SELECT + "WHERE event_id IN (:ids)")
          .param("ids", eventIds)
          .query(ROW)
          .list()
          .forEach(event -> found.put(event.eventId(), event));
    }
    return found;
  }

  /** Those of some events of a stream that there are, in its order. */
  public List<StoredEvent> ofStream(String aggregateId, SortedSet<Long> sequences) {
    return those(
        "WHERE aggregate_id = :stream AND sequence_number IN (:some) ORDER BY sequence_number",
        Map.of("stream", aggregateId),
        List.copyOf(sequences));
  }

  private List<StoredEvent> those(String where, Map<String, ?> named, List<Long> some) {
    List<StoredEvent> found = new ArrayList<>();
    for (int from = 0; from < some.size(); from += NUMBERS_PER_QUESTION) {
      found.addAll(
          database
              .sql(SELECT + where)
              .params(named)
              .param("some", some.subList(from, Math.min(from + NUMBERS_PER_QUESTION, some.size())))
              .query(ROW)
              .list());
    }
    return found;
  }

  /**
   * The ids of streams, each once, in an order of the database's own.
   *
   * @param after the last one not wanted; empty: from the first
   */
  public List<String> streams(String after, int limit) {
    return database
        .sql(
            "SELECT aggregate_id FROM domain_event WHERE sequence_number = 0 AND aggregate_id > ?"
                + " ORDER BY aggregate_id LIMIT ?")
        .params(after, limit)
        .query(String.class)
        .list();
  }

  /**
   * A page of the events of a stream, in its order.
   *
   * @param firstSequence number of the first event wanted, from 0
   */
  public List<StoredEvent> ofStream(String aggregateId, long firstSequence, int limit) {
    return database
        .sql(
            SELECT
                + "WHERE aggregate_id = ? AND sequence_number >= ? ORDER BY sequence_number LIMIT"
                + " ?")
        .params(aggregateId, firstSequence, limit)
        .query(ROW)
        .list();
  }

  /**
   * The events of some types in a stretch of a stream, in its order.
   *
   * @param after number of the last event not wanted; -1: from the first
   * @param upTo number of the last one wanted
   */
  public List<StoredEvent> ofStream(
      String aggregateId, Collection<String> payloadTypes, long after, long upTo, int limit) {
    return database
        .sql(
            SELECT
                + "WHERE aggregate_id = :stream AND sequence_number > :after AND sequence_number <="
                + " :upTo AND payload_type IN (:types) ORDER BY sequence_number LIMIT :limit")
        .param("stream", aggregateId)
        .param("after", after)
        .param("upTo", upTo)
        .param("types", payloadTypes)
        .param("limit", limit)
        .query(ROW)
        .list();
  }

  /** The events of a type, in the order of the log. */
  public List<StoredEvent> ofType(String payloadType) {
    return database
        .sql(SELECT + "WHERE payload_type = ? ORDER BY global_index")
        .param(payloadType)
        .query(ROW)
        .list();
  }

  /** Returns when all that was committed until now survives the end of this process. */
  public void flush() {
    if (embedded) {
      FlushedCommit.flush(store);
    }
  }
}
