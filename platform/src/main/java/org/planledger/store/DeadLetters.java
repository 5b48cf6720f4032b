package org.planledger.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.OperationEvent;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The events that processing groups have set aside, as any node sees them. The first of a sequence
 * is the one that the group fails on; those behind it wait for it.
 */
public final class DeadLetters {
  /** Sequences of a group, and letters of a sequence, beyond which the group stands still. */
  static final int MOST = 1_024;

  private static final String COLUMNS =
      "l.processing_group, l.sequence_id, l.event_id, l.payload_type, l.sequence_number,"
          + " l.enqueued_at, l.last_touched, l.cause_message, d.global_index";
  private static final String LETTERS =
      " FROM dead_letter l LEFT JOIN domain_event d ON d.event_id = l.event_id ";

  private final JdbcClient database;
  private final StoredEvents log;
  private final StoredMessages messages;

  DeadLetters(JdbcClient database, StoredEvents log, StoredMessages messages) {
    this.database = database;
    this.log = log;
    this.messages = messages;
  }

  /**
   * Events of one stream that wait for the first of them.
   *
   * @param sequence the stream's id
   * @param waiting how many there are
   * @param letters the first of them
   */
  public record Sequence(String group, String sequence, long waiting, List<Letter> letters) {}

  /**
   * An event that was set aside.
   *
   * @param event its id
   * @param type its stored type
   * @param revision its number in its stream
   * @param position in the global order of the log; null: the log does not hold it any more
   * @param parkedAt when it was set aside
   * @param triedAt when it last failed, or {@code parkedAt}
   * @param cause what is wrong with it, in a sentence; null: it waits for the first one
   */
  public record Letter(
      String group,
      String sequence,
      String event,
      String type,
      long revision,
      @Nullable Long position,
      Instant parkedAt,
      Instant triedAt,
      @Nullable String cause) {

    /** A sentence that names it. */
    public String sentence() {
      return "%s does not get past event %s (%s, revision %d of %s%s)%s"
          .formatted(
              group,
              event,
              type,
              revision,
              sequence,
              position == null ? "" : ", position " + position,
              cause == null ? "" : ": " + cause);
    }
  }

  /**
   * All sequences, by group.
   *
   * @param most letters told of each
   */
  public List<Sequence> all(int most) {
    Map<List<String>, Sequence> sequences = new LinkedHashMap<>();
    database
        .sql(
            """
            SELECT * FROM (SELECT %s,
                row_number() OVER (PARTITION BY l.processing_group, l.sequence_id
                  ORDER BY l.sequence_number) AS place,
                count(*) OVER (PARTITION BY l.processing_group, l.sequence_id) AS waiting %s) numbered
            WHERE place <= ? ORDER BY processing_group, sequence_id, place\
            """
                .formatted(COLUMNS, LETTERS))
        .param(most)
        .query(
            row -> {
              Letter letter = letter(row);
              long waiting = row.getLong("waiting");
              sequences
                  .computeIfAbsent(
                      List.of(letter.group(), letter.sequence()),
                      key ->
                          new Sequence(
                              letter.group(), letter.sequence(), waiting, new ArrayList<>()))
                  .letters()
                  .add(letter);
            });
    return List.copyOf(sequences.values());
  }

  private static Letter letter(ResultSet row) throws SQLException {
    return new Letter(
        row.getString("processing_group"),
        row.getString("sequence_id"),
        row.getString("event_id"),
        row.getString("payload_type"),
        row.getLong("sequence_number"),
        row.getObject("global_index", Long.class),
        IsoTimes.instant(row.getString("enqueued_at")),
        IsoTimes.instant(row.getString("last_touched")),
        row.getString("cause_message"));
  }

  /** The letter of the event at a position, if a group has set it aside. */
  public Optional<Letter> at(String group, long position) {
    return database
        .sql("SELECT " + COLUMNS + LETTERS + "WHERE l.processing_group = ? AND d.global_index = ?")
        .params(group, position)
        .query((row, number) -> letter(row))
        .optional();
  }

  /** The first letter of a sequence. */
  public Optional<Letter> first(String group, String sequence) {
    return database
        .sql(
            "SELECT "
                + COLUMNS
                + LETTERS
                + "WHERE l.processing_group = ? AND l.sequence_id = ? ORDER BY l.sequence_number"
                + " LIMIT 1")
        .params(group, sequence)
        .query((row, number) -> letter(row))
        .optional();
  }

  /**
   * The streams of which a group has set events aside, with the revision of the first of each; that
   * which waits longest, first.
   */
  public Map<String, Long> since(String group) {
    Map<String, Long> since = new LinkedHashMap<>();
    database
        .sql(
            """
            SELECT sequence_id, min(sequence_number) FROM dead_letter WHERE processing_group = ?
            GROUP BY sequence_id ORDER BY min(enqueued_at), sequence_id\
            """)
        .param(group)
        .query(
            row -> {
              since.put(row.getString(1), row.getLong(2));
            });
    return since;
  }

  /** The revisions of a stream that a group has set aside. */
  public Set<Long> revisions(String group, String stream) {
    return Set.copyOf(
        database
            .sql(
                "SELECT sequence_number FROM dead_letter WHERE processing_group = ? AND sequence_id"
                    + " = ?")
            .params(group, stream)
            .query(Long.class)
            .list());
  }

  /** Those of some events that a group has set aside, by id. */
  public Set<String> among(String group, Collection<String> events) {
    return events.isEmpty()
        ? Set.of()
        : Set.copyOf(
            database
                .sql(
                    "SELECT event_id FROM dead_letter WHERE processing_group = :group AND event_id"
                        + " IN (:events)")
                .param("group", group)
                .param("events", events)
                .query(String.class)
                .list());
  }

  /** How many events a group has set aside. */
  public long count(String group) {
    return database
        .sql("SELECT count(*) FROM dead_letter WHERE processing_group = ?")
        .param(group)
        .query(Long.class)
        .single();
  }

  /**
   * What the log says of an event that somebody had left out.
   *
   * @param event its id
   * @param position of what says so
   * @param actor id of the person who asked for it; null: not known
   */
  public record Discarded(
      String group,
      String sequence,
      String event,
      String reason,
      Instant recordedAt,
      long position,
      @Nullable String actor) {}

  /** The events that the log says were to be left out, in the order in which it was asked for. */
  public List<Discarded> discarded() {
    return log
        .ofStream(
            OperationEvent.STREAM,
            List.of(DeadLetterDiscarded.class.getSimpleName()),
            -1,
            Long.MAX_VALUE,
            Integer.MAX_VALUE)
        .stream()
        .flatMap(row -> discarded(row).stream())
        .toList();
  }

  private Optional<Discarded> discarded(StoredEvent row) {
    try {
      DomainEventMessage<?> message = messages.of(row);
      return message.getPayload() instanceof DeadLetterDiscarded said
          ? Optional.of(
              new Discarded(
                  said.group(),
                  said.sequence(),
                  said.letter(),
                  said.reason(),
                  message.getTimestamp(),
                  row.position(),
                  (String) message.getMetaData().get("actor")))
          : Optional.empty();
    } catch (SerializationException unreadable) {
      return Optional.empty();
    }
  }

  /** The ids of those that a group was to leave out. */
  public Set<String> discarded(String group) {
    return discarded().stream()
        .filter(discarded -> discarded.group().equals(group))
        .map(Discarded::event)
        .collect(Collectors.toSet());
  }

  /** What somebody has to look after, in sentences that stay the same until that is done. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> sequences = new LinkedHashMap<>();
    for (Sequence sequence : all(1)) {
      problems.add(sequence.letters().getFirst().sentence());
      if (isNearlyFull(sequence.waiting())) {
        problems.add(
            "%s stands still once more than %d events of %s wait, and so many nearly do"
                .formatted(sequence.group(), MOST, sequence.sequence()));
      }
      sequences.merge(sequence.group(), 1, Integer::sum);
    }
    sequences.forEach(
        (group, count) -> {
          if (isNearlyFull(count)) {
            problems.add(
                "%s stands still once events of more than %d streams wait, and of so many they nearly do"
                    .formatted(group, MOST));
          }
        });
    return problems;
  }

  /** A batch that has no room is rolled back as a whole. */
  private static boolean isNearlyFull(long waiting) {
    return waiting > MOST - Processors.BATCH;
  }
}
