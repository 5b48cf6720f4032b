package org.planledger.query.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.feed.FeedType;
import org.planledger.query.feed.FeedEvent;
import org.planledger.query.feed.FeedFilter;
import org.planledger.webhook.event.WebhookSubscribed;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of webhooks. */
final class WebhookTables {
  private final JdbcClient database;

  WebhookTables(JdbcClient database) {
    this.database = database;
  }

  /**
   * A subscription.
   *
   * @param types names of those that are asked for; none: all
   * @param subscribedAt position of the event that made it
   * @param position up to which every event was delivered, or is held
   * @param delivered when something was last taken; null: nothing was
   * @param disabled since when nothing is sent; null: it is
   */
  record Webhook(
      String id,
      String url,
      List<String> types,
      @Nullable String plan,
      long subscribedAt,
      long position,
      @Nullable Instant delivered,
      @Nullable Instant disabled,
      @Nullable String because) {
    /**
     * What is asked for; empty: a newer version knows, and may tell of it what this one would not.
     */
    Optional<FeedFilter> filter() {
      return areKnown(types) ? Optional.of(FeedFilter.of(types, plan)) : Optional.empty();
    }
  }

  private static boolean areKnown(List<String> types) {
    return types.stream().allMatch(type -> FeedType.named(type).isPresent());
  }

  /**
   * A stream of which an event could not be delivered.
   *
   * @param revision of the event
   * @param attempts how often it was tried
   * @param since the first of them
   * @param failure why the last one failed; null: it was not tried yet
   */
  record Held(
      String stream,
      long revision,
      long position,
      int attempts,
      Instant since,
      Instant nextTry,
      @Nullable String failure) {}

  /**
   * What signs.
   *
   * @param askedAt position of the event that asked for it
   * @param shown whether it was told
   * @param until null: no other has taken its place
   */
  record Signing(long askedAt, Secret secret, boolean shown, @Nullable Instant until) {}

  void subscribe(WebhookSubscribed event, long position) {
    database
        .sql(
            "INSERT INTO webhook (webhook_id, url, types, plan_id, subscribed_at, position) VALUES"
                + " (?, ?, ?, ?, ?, ?)")
        .params(
            Arrays.asList(
                event.webhookId(),
                event.url(),
                String.join(" ", event.types().stream().map(FeedType::type).toList()),
                event.planId(),
                position,
                position))
        .update();
  }

  void unsubscribe(String id) {
    database.sql("DELETE FROM webhook WHERE webhook_id = ?").param(id).update();
  }

  void move(String id, String url) {
    database.sql("UPDATE webhook SET url = ? WHERE webhook_id = ?").params(url, id).update();
  }

  void resume(String id, Instant now) {
    database
        .sql("UPDATE webhook SET disabled = NULL, disabled_because = NULL WHERE webhook_id = ?")
        .param(id)
        .update();
    database
        .sql(
            "UPDATE webhook_held SET attempts = 0, since = :now, next_try = :now WHERE webhook_id ="
                + " :id")
        .param("now", utc(now))
        .param("id", id)
        .update();
  }

  /** Has another secret sign, and those there are until an instant. */
  void addSecret(String id, long askedAt, Secret secret, Instant untilOfOthers) {
    database
        .sql("UPDATE webhook_secret SET until = ? WHERE webhook_id = ? AND until IS NULL")
        .params(utc(untilOfOthers), id)
        .update();
    database
        .sql(
            "INSERT INTO webhook_secret (webhook_id, asked_at, secret, shown) VALUES (?, ?, ?,"
                + " FALSE)")
        .params(id, askedAt, secret.text())
        .update();
  }

  /** Lets go of what signs no more. */
  void removeSecrets(Instant until) {
    database.sql("DELETE FROM webhook_secret WHERE until <= ?").param(utc(until)).update();
  }

  /** What signs for a webhook, the newest first. */
  List<Signing> secrets(String id) {
    return database
        .sql(
            "SELECT asked_at, secret, shown, until FROM webhook_secret WHERE webhook_id = ? ORDER"
                + " BY asked_at DESC")
        .param(id)
        .query(
            (row, number) ->
                new Signing(
                    row.getLong(1),
                    new Secret(row.getString(2)),
                    row.getBoolean(3),
                    instant(row, 4)))
        .list();
  }

  /** Takes note that a secret was told; whether it was not before. */
  boolean show(String id, long askedAt) {
    return database
            .sql(
                "UPDATE webhook_secret SET shown = TRUE WHERE webhook_id = ? AND asked_at = ? AND"
                    + " NOT shown")
            .params(id, askedAt)
            .update()
        == 1;
  }

  private static final String WEBHOOK =
      "SELECT webhook_id, url, types, plan_id, subscribed_at, position, delivered, disabled,"
          + " disabled_because FROM webhook ";

  List<Webhook> all() {
    return database.sql(WEBHOOK + "ORDER BY webhook_id").query(this::webhook).list();
  }

  Optional<Webhook> find(String id) {
    return database.sql(WEBHOOK + "WHERE webhook_id = ?").param(id).query(this::webhook).optional();
  }

  private Webhook webhook(ResultSet row, int number) throws SQLException {
    return new Webhook(
        row.getString(1),
        row.getString(2),
        types(row.getString(3)),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        instant(row, 7),
        instant(row, 8),
        row.getString(9));
  }

  private static List<String> types(String stored) {
    return Stream.of(stored.split(" ")).filter(type -> !type.isEmpty()).toList();
  }

  private static final String HELD =
      "SELECT stream, revision, position, attempts, since, next_try, failure FROM webhook_held ";

  /** What could not be delivered to a webhook, what is tried first first. */
  List<Held> held(String id) {
    return database
        .sql(HELD + "WHERE webhook_id = ? ORDER BY next_try, stream")
        .param(id)
        .query(WebhookTables::heldRow)
        .list();
  }

  /** What is to be tried again by now. */
  Optional<Held> due(String id, Instant now) {
    return database
        .sql(HELD + "WHERE webhook_id = ? AND next_try <= ? ORDER BY next_try, stream LIMIT 1")
        .params(id, utc(now))
        .query(WebhookTables::heldRow)
        .optional();
  }

  boolean isHeld(String id, String stream) {
    return database
        .sql("SELECT 1 FROM webhook_held WHERE webhook_id = ? AND stream = ?")
        .params(id, stream)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  private static Held heldRow(ResultSet row, int number) throws SQLException {
    return new Held(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getInt(4),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        row.getObject(6, OffsetDateTime.class).toInstant(),
        row.getString(7));
  }

  /**
   * Those that something is to be delivered to, and that no other node has; first who was claimed
   * least recently. Those that ask for what only a newer version knows are left to it.
   *
   * @param settled the position up to which the log is to be told
   */
  List<String> waiting(String node, long settled, Instant now) {
    return database
        .sql(
            """
            SELECT webhook_id, types FROM webhook w
            WHERE disabled IS NULL AND (owner IS NULL OR owner = :node OR owned_until < CURRENT_TIMESTAMP)
              AND (position < :settled OR EXISTS (SELECT 1 FROM webhook_held h
                WHERE h.webhook_id = w.webhook_id AND next_try <= :now))
            ORDER BY owned_until NULLS FIRST, webhook_id\
            """)
        .param("node", node)
        .param("settled", settled)
        .param("now", utc(now))
        .query(
            (row, number) ->
                areKnown(types(row.getString(2)))
                    ? Optional.of(row.getString(1))
                    : Optional.<String>empty())
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Makes a node the one that delivers; empty: another one is, or nothing is delivered any more.
   *
   * @param time longer than an attempt takes
   */
  Optional<Webhook> claim(String id, String node, Duration time) {
    int rows =
        database
            .sql(
                """
                UPDATE webhook SET owner = :node,
                  owned_until = CURRENT_TIMESTAMP + CAST(:seconds AS INTEGER) * INTERVAL '1' SECOND
                WHERE webhook_id = :id AND disabled IS NULL
                  AND (owner IS NULL OR owner = :node OR owned_until < CURRENT_TIMESTAMP)\
                """)
            .param("node", node)
            .param("seconds", time.toSeconds())
            .param("id", id)
            .update();
    return rows == 0 ? Optional.empty() : find(id);
  }

  /**
   * Whether a node still is the one that delivers; until the end of this transaction no other is.
   */
  boolean isOwner(String id, String node) {
    return database
        .sql(
            "SELECT 1 FROM webhook WHERE webhook_id = ? AND owner = ? AND disabled IS NULL FOR"
                + " UPDATE")
        .params(id, node)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  /** Lets others deliver. */
  void release(String id, String node) {
    database
        .sql("UPDATE webhook SET owner = NULL WHERE webhook_id = ? AND owner = ?")
        .params(id, node)
        .update();
  }

  void advance(String id, long position) {
    database
        .sql("UPDATE webhook SET position = ? WHERE webhook_id = ?")
        .params(position, id)
        .update();
  }

  void delivered(String id, Instant now) {
    database
        .sql("UPDATE webhook SET delivered = ? WHERE webhook_id = ?")
        .params(utc(now), id)
        .update();
  }

  void disable(String id, Instant now, String because) {
    database
        .sql(
            "UPDATE webhook SET disabled = ?, disabled_because = ?, owner = NULL WHERE webhook_id ="
                + " ?")
        .params(utc(now), because, id)
        .update();
  }

  /** Has an event be tried later, and those behind it in its stream wait for it. */
  void hold(String id, FeedEvent event, Instant now, Instant nextTry, String failure) {
    database
        .sql(
            "INSERT INTO webhook_held (webhook_id, stream, revision, position, attempts, since,"
                + " next_try, failure) VALUES (?, ?, ?, ?, 1, ?, ?, ?)")
        .params(
            id, event.stream(), event.revision(), event.position(), utc(now), utc(nextTry), failure)
        .update();
  }

  /** Puts the next event of a stream in the place of one that was delivered. */
  void holdNext(String id, FeedEvent next, Instant now) {
    database
        .sql(
            """
            UPDATE webhook_held SET revision = ?, position = ?, attempts = 0, since = ?, next_try = ?,
              failure = NULL WHERE webhook_id = ? AND stream = ?\
            """)
        .params(next.revision(), next.position(), utc(now), utc(now), id, next.stream())
        .update();
  }

  void failedAgain(String id, Held held, Instant since, Instant nextTry, String failure) {
    database
        .sql(
            """
            UPDATE webhook_held SET attempts = ?, since = ?, next_try = ?, failure = ?
            WHERE webhook_id = ? AND stream = ?\
            """)
        .params(held.attempts() + 1, utc(since), utc(nextTry), failure, id, held.stream())
        .update();
  }

  void release(String id, Held held) {
    database
        .sql("DELETE FROM webhook_held WHERE webhook_id = ? AND stream = ?")
        .params(id, held.stream())
        .update();
  }

  /** How many are disabled. */
  long disabled() {
    return database
        .sql("SELECT count(*) FROM webhook WHERE disabled IS NOT NULL")
        .query(Long.class)
        .single();
  }

  /** How many streams wait, over all webhooks. */
  long held() {
    return database.sql("SELECT count(*) FROM webhook_held").query(Long.class).single();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
