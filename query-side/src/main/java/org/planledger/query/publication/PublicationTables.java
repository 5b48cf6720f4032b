package org.planledger.query.publication;

import java.io.ByteArrayOutputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftWithdrawn;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of snapshots. */
final class PublicationTables {
  private static final int PART = 512 * 1024;

  private final JdbcClient database;

  PublicationTables(JdbcClient database) {
    this.database = database;
  }

  /**
   * An issued draft whose snapshot is to be made.
   *
   * @param position of the event that issued it
   * @param failure why it could not be made; null: it was not tried, or waits
   */
  record Due(
      long position,
      String eventId,
      String planId,
      String document,
      long revision,
      @Nullable String failure) {}

  /**
   * A snapshot.
   *
   * @param position of the event that issued it
   * @param manifest JSON
   * @param sha256 of the manifest, hexadecimal
   */
  record Publication(
      long position,
      String planId,
      String document,
      long revision,
      String manifest,
      String sha256) {}

  /** That a draft was taken back. */
  record Withdrawn(
      String document,
      long revision,
      String reason,
      LocalDate on,
      Instant recordedAt,
      @Nullable String actor) {}

  void add(String eventId, Recorded<DraftIssued> issued) {
    DraftIssued event = issued.event();
    database
        .sql(
            "INSERT INTO publication_due (position, event_id, plan_id, document, revision) VALUES"
                + " (?, ?, ?, ?, ?)")
        .params(issued.position(), eventId, event.planId(), event.document(), issued.revision())
        .update();
  }

  void add(Recorded<DraftWithdrawn> withdrawn, @Nullable String actor) {
    DraftWithdrawn event = withdrawn.event();
    database
        .sql(
            "INSERT INTO publication_withdrawn (plan_id, document, revision, reason, decided_on,"
                + " recorded_at, actor) VALUES (:plan, :document, :revision, :reason, :on, :at,"
                + " :actor)")
        .param("plan", event.planId())
        .param("document", event.document())
        .param("revision", withdrawn.revision())
        .param("reason", event.reason())
        .param("on", event.on())
        .param("at", withdrawn.recordedAt().atOffset(ZoneOffset.UTC))
        .param("actor", actor)
        .update();
  }

  private static final String DUE =
      "SELECT position, event_id, plan_id, document, revision, failure FROM publication_due ";

  /** Those that a node may make now, in the order in which they were issued. */
  List<Due> due(String node) {
    return selected(
        "WHERE owned_until IS NULL OR owner = ? OR owned_until < CURRENT_TIMESTAMP ORDER BY"
            + " position",
        node);
  }

  List<Due> ofPlan(String planId) {
    return selected("WHERE plan_id = ? ORDER BY position", planId);
  }

  /** Those that could not be made. */
  List<Due> failed() {
    return selected("WHERE failure IS NOT NULL ORDER BY position");
  }

  /** How many are to be made. */
  long waiting() {
    return count("failure IS NULL");
  }

  /** How many could not be made. */
  long failures() {
    return count("failure IS NOT NULL");
  }

  private long count(String which) {
    return database
        .sql("SELECT count(*) FROM publication_due WHERE " + which)
        .query(Long.class)
        .single();
  }

  private List<Due> selected(String which, Object... parameters) {
    return database
        .sql(DUE + which)
        .params(parameters)
        .query(
            (row, number) ->
                new Due(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getLong(5),
                    row.getString(6)))
        .list();
  }

  /** Whether something up to a position is still to be made, and may be in a moment. */
  boolean isWaiting(long position) {
    return database
        .sql("SELECT 1 FROM publication_due WHERE position <= ? AND failure IS NULL LIMIT 1")
        .param(position)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Makes a node the one that makes a snapshot, for longer than that takes. */
  boolean claim(Due due, String node) {
    return database
            .sql(
                """
                UPDATE publication_due SET owner = :node, owned_until = CURRENT_TIMESTAMP + INTERVAL '60' SECOND
                WHERE position = :position
                  AND (owned_until IS NULL OR owner = :node OR owned_until < CURRENT_TIMESTAMP)\
                """)
            .param("node", node)
            .param("position", due.position())
            .update()
        == 1;
  }

  /** Has a snapshot be tried again later, by whichever node. */
  void failed(Due due, String why) {
    database
        .sql(
            "UPDATE publication_due SET failure = ?, owner = NULL, owned_until = CURRENT_TIMESTAMP"
                + " + INTERVAL '60' SECOND WHERE position = ?")
        .params(why, due.position())
        .update();
  }

  void done(Due due) {
    database.sql("DELETE FROM publication_due WHERE position = ?").param(due.position()).update();
  }

  /** Keeps a snapshot. To be called in a transaction: it is there as a whole or not at all. */
  void add(Publication made, Map<String, byte[]> files) {
    database
        .sql(
            "INSERT INTO publication (position, plan_id, document, revision, manifest, sha256)"
                + " VALUES (?, ?, ?, ?, ?, ?)")
        .params(
            made.position(),
            made.planId(),
            made.document(),
            made.revision(),
            made.manifest(),
            made.sha256())
        .update();
    files.forEach((name, bytes) -> add(made.position(), name, bytes));
  }

  private void add(long position, String name, byte[] bytes) {
    for (int part = 0; part * PART < bytes.length; part++) {
      database
          .sql("INSERT INTO publication_part (position, name, part, bytes) VALUES (?, ?, ?, ?)")
          .params(
              position,
              name,
              part,
              Arrays.copyOfRange(bytes, part * PART, Math.min(bytes.length, (part + 1) * PART)))
          .update();
    }
  }

  private static final String PUBLICATION =
      "SELECT position, plan_id, document, revision, manifest, sha256 FROM publication ";

  Optional<Publication> find(String planId, String document) {
    return database
        .sql(PUBLICATION + "WHERE plan_id = ? AND document = ?")
        .params(planId, document)
        .query(PublicationTables::publication)
        .optional();
  }

  List<Publication> publications(String planId) {
    return database
        .sql(PUBLICATION + "WHERE plan_id = ? ORDER BY position")
        .param(planId)
        .query(PublicationTables::publication)
        .list();
  }

  /** The numbers of those of a plan that were not taken back, by the position of their issue. */
  NavigableMap<Long, String> standing(String planId) {
    NavigableMap<Long, String> standing = new TreeMap<>();
    database
        .sql(
            """
            SELECT position, document FROM publication p WHERE plan_id = ? AND NOT EXISTS (
              SELECT 1 FROM publication_withdrawn w WHERE w.plan_id = p.plan_id AND w.document = p.document)\
            """)
        .param(planId)
        .query(
            row -> {
              standing.put(row.getLong(1), row.getString(2));
            });
    return standing;
  }

  private static Publication publication(ResultSet row, int number) throws SQLException {
    return new Publication(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        row.getString(6));
  }

  /** What stands in a file; nothing, where there is none. */
  byte[] file(Publication publication, String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    database
        .sql("SELECT bytes FROM publication_part WHERE position = ? AND name = ? ORDER BY part")
        .params(publication.position(), name)
        .query(
            row -> {
              bytes.writeBytes(row.getBytes(1));
            });
    return bytes.toByteArray();
  }

  List<Withdrawn> withdrawn(String planId) {
    return database
        .sql(
            "SELECT document, revision, reason, decided_on, recorded_at, actor FROM"
                + " publication_withdrawn WHERE plan_id = ?")
        .param(planId)
        .query(
            (row, number) ->
                new Withdrawn(
                    row.getString(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getObject(4, LocalDate.class),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    row.getString(6)))
        .list();
  }
}
