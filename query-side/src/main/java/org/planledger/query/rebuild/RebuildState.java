package org.planledger.query.rebuild;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.planledger.query.entry.LogEntries;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept in the database of the rebuild of the lists: how far it is, and how it ended. */
final class RebuildState {
  private final JdbcClient database;

  RebuildState(JdbcClient database) {
    this.database = database;
  }

  /**
   * Who asked for a rebuild.
   *
   * @param actor id of a person
   */
  record Asker(String actor, @Nullable String onBehalfOf) {}

  /**
   * A rebuild that is not at its end.
   *
   * @param request id of the event that asked for it
   * @param total the position that it has to come to; 0: it has not begun
   * @param position the one that it has come to; null: it has not begun
   */
  record Running(String request, Asker asker, Instant since, long total, @Nullable Long position) {}

  /**
   * How the last rebuild ended.
   *
   * @param position up to which the lists were made
   * @param differences how many rows were not what they are now
   * @param told a sentence for each of the first of them
   * @param failure why it was given up; null: it was not, and the others are not null
   */
  record Ended(
      Instant at,
      @Nullable Long position,
      @Nullable Long differences,
      List<String> told,
      @Nullable String failure) {}

  /** An outcome that is not in the log yet, and the id of the event that is to say so. */
  record Unrecorded(String event, Asker asker, long position, long differences) {}

  /** Number of the last event of operators that was looked at; -1: none was. */
  long requestRead() {
    return database
        .sql("SELECT request_read FROM rebuild WHERE projection = ?")
        .param(LogEntries.GROUP)
        .query(Long.class)
        .single();
  }

  Optional<Running> running() {
    return running("");
  }

  /** As {@link #running}, for this transaction alone; empty also while another one has it. */
  Optional<Running> lock() {
    return running(" FOR UPDATE SKIP LOCKED");
  }

  private Optional<Running> running(String locked) {
    return database
        .sql(
            """
            SELECT request, actor, on_behalf_of, since, coalesce(total, 0), position
            FROM rebuild WHERE projection = ? AND request IS NOT NULL\
            """
                + locked)
        .param(LogEntries.GROUP)
        .query(
            (row, number) ->
                new Running(
                    row.getString(1),
                    new Asker(row.getString(2), row.getString(3)),
                    row.getObject(4, OffsetDateTime.class).toInstant(),
                    row.getLong(5),
                    row.getObject(6, Long.class)))
        .optional();
  }

  /** Takes note of a request, which is carried out unless a rebuild runs. */
  void ask(long requestRead, String request, Asker asker, Instant since) {
    database
        .sql(
            """
            UPDATE rebuild SET request = ?, actor = ?, on_behalf_of = ?, since = ?
            WHERE projection = ? AND request IS NULL AND request_read < ?\
            """)
        .params(
            Arrays.asList(
                request,
                asker.actor(),
                asker.onBehalfOf(),
                since.atOffset(ZoneOffset.UTC),
                LogEntries.GROUP,
                requestRead))
        .update();
    passOver(requestRead);
  }

  /** Does not look at a request again. */
  void passOver(long requestRead) {
    database
        .sql("UPDATE rebuild SET request_read = ? WHERE projection = ? AND request_read < ?")
        .params(requestRead, LogEntries.GROUP, requestRead)
        .update();
  }

  void begin(long total) {
    database
        .sql("UPDATE rebuild SET total = ?, position = 0 WHERE projection = ?")
        .params(total, LogEntries.GROUP)
        .update();
  }

  void advance(long position) {
    database
        .sql("UPDATE rebuild SET position = ? WHERE projection = ?")
        .params(position, LogEntries.GROUP)
        .update();
  }

  /** Ends the rebuild that this transaction has locked. */
  void end(Running running, Ended ended) {
    database
        .sql(
            """
            UPDATE projection SET ended_at = ?, position = ?, differences = ?, told = ?,
              failure = ?, actor = ?, on_behalf_of = ?, to_record = ? WHERE name = ?\
            """)
        .params(
            Arrays.asList(
                ended.at().atOffset(ZoneOffset.UTC),
                ended.position(),
                ended.differences(),
                String.join("\n", ended.told()),
                ended.failure(),
                running.asker().actor(),
                running.asker().onBehalfOf(),
                ended.failure() == null ? UUID.randomUUID().toString() : null,
                LogEntries.GROUP))
        .update();
    database
        .sql(
            """
            UPDATE rebuild SET request = NULL, actor = NULL, on_behalf_of = NULL, since = NULL,
              total = NULL, position = NULL WHERE projection = ?\
            """)
        .param(LogEntries.GROUP)
        .update();
  }

  /** How the last rebuild ended; empty: there was none. */
  Optional<Ended> ended() {
    return database
        .sql(
            """
            SELECT ended_at, position, differences, told, failure FROM projection
            WHERE name = ? AND ended_at IS NOT NULL\
            """)
        .param(LogEntries.GROUP)
        .query(
            (row, number) ->
                new Ended(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getObject(2, Long.class),
                    row.getObject(3, Long.class),
                    row.getString(4).lines().toList(),
                    row.getString(5)))
        .optional();
  }

  Optional<Unrecorded> unrecorded() {
    return database
        .sql(
            """
            SELECT to_record, actor, on_behalf_of, position, differences FROM projection
            WHERE name = ? AND to_record IS NOT NULL\
            """)
        .param(LogEntries.GROUP)
        .query(
            (row, number) ->
                new Unrecorded(
                    row.getString(1),
                    new Asker(row.getString(2), row.getString(3)),
                    row.getLong(4),
                    row.getLong(5)))
        .optional();
  }

  void recorded(String event) {
    database
        .sql("UPDATE projection SET to_record = NULL WHERE to_record = ?")
        .param(event)
        .update();
  }
}
