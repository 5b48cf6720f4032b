package org.planledger.axonserver;

import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.store.ConnectedNodes;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The log of the database as a copy of the one in Axon Server. */
final class Copy {
  /** After which PostgreSQL ends the transaction of a node that has fallen silent. */
  private static final String FROZEN = "10s";

  private final JdbcClient database;
  private final JdbcTemplate batches;
  private final StoredEvents events;

  Copy(JdbcClient database, JdbcTemplate batches, StoredEvents events) {
    this.database = database;
    this.batches = batches;
    this.events = events;
  }

  /**
   * How far it has come.
   *
   * @param token of the next event
   * @param shift what the next event's position is higher by than without a move
   * @param different in what the two logs differ, as whoever copies has found; null: they do not
   */
  record State(long token, long shift, @Nullable String different) {
    State(long token, long shift) {
      this(token, shift, null);
    }

    /** Of the last event that is copied; 0: there is none. */
    long position() {
      return token + shift;
    }
  }

  State state() {
    return lockedOrNot("").orElseThrow();
  }

  /** Makes this transaction the one that copies; empty while another one is. */
  Optional<State> lock() {
    batches.execute("SET LOCAL idle_in_transaction_session_timeout = '" + FROZEN + "'");
    return lockedOrNot(" FOR UPDATE SKIP LOCKED");
  }

  private Optional<State> lockedOrNot(String lock) {
    return database
        .sql("SELECT next_token, shift, different FROM axonserver_copy" + lock)
        .query((row, number) -> new State(row.getLong(1), row.getLong(2), row.getString(3)))
        .optional();
  }

  /** The first event of the table after a position. */
  Optional<StoredEvent> after(long position) {
    return events.after(position, Long.MAX_VALUE, 1).stream().findFirst();
  }

  /** The event at a position. */
  Optional<StoredEvent> at(long position) {
    return events.after(position - 1, position, 1).stream().findFirst();
  }

  /** Goes on from a state that this transaction has locked. */
  void add(List<StoredEvent> rows, State to) {
    batches.batchUpdate(
        """
        INSERT INTO domain_event
        (global_index, event_id, aggregate_id, sequence_number, aggregate_type, recorded_at,
        payload_type, payload_revision, payload, meta_data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """,
        rows.stream()
            .map(
                row ->
                    new Object[] {
                      row.position(),
                      row.eventId(),
                      row.aggregateId(),
                      row.sequence(),
                      row.aggregateType(),
                      row.recordedAt(),
                      row.payloadType(),
                      row.payloadRevision(),
                      row.payload(),
                      row.metaData()
                    })
            .toList());
    advance(to);
  }

  /**
   * Says how far it has come, also to whoever will append to the table without Axon Server, and
   * that the two logs are one.
   */
  void advance(State to) {
    database
        .sql("UPDATE axonserver_copy SET next_token = ?, shift = ?, different = NULL")
        .params(to.token(), to.shift())
        .update();
    if (to.position() > 0) {
      database
          .sql("SELECT setval(pg_get_serial_sequence('domain_event', 'global_index'), ?)")
          .param(to.position())
          .query(Long.class)
          .single();
    }
  }

  /** Says to all nodes in what the two logs differ. */
  void differs(String sentence) {
    database
        .sql("UPDATE axonserver_copy SET different = :in WHERE different IS DISTINCT FROM :in")
        .param("in", sentence)
        .update();
  }

  /** Has nobody append to the table until this transaction ends. */
  void lockTable() {
    batches.execute("LOCK TABLE domain_event IN SHARE MODE");
  }

  /** From where nodes are connected, after a moment; empty: from nowhere. */
  String nodes() {
    return Objects.requireNonNull(
        batches.execute(
            (Connection database) -> {
              try {
                return ConnectedNodes.to(database);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
              }
            }));
  }

  /** The position of an event; empty where it is not copied yet. */
  Optional<Long> position(String aggregateId, long sequence) {
    return database
        .sql("SELECT global_index FROM domain_event WHERE aggregate_id = ? AND sequence_number = ?")
        .params(aggregateId, sequence)
        .query(Long.class)
        .optional();
  }
}
