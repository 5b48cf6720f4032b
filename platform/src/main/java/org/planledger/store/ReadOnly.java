package org.planledger.store;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether nothing may be recorded, since the database is older than what was signed by it: an event
 * recorded now would stand where another one stood. A node that finds it says so in the database,
 * and all nodes look there each second, so that a command does not have to. The same where the log
 * is in Axon Server, and the database is not a copy of it.
 */
public final class ReadOnly implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ReadOnly.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final JdbcClient database;
  private final Supplier<Optional<String>> different;
  private final Repeated looking = new Repeated("read-only");
  private volatile @Nullable State last;

  /**
   * As the database says.
   *
   * @param different in what it is no copy of the log, as this node knows
   */
  ReadOnly(JdbcClient database, Supplier<Optional<String>> different) {
    this.database = database;
    this.different = different;
  }

  private record State(@Nullable String reason) {}

  /**
   * Why nothing may be recorded.
   *
   * @param size how many events there have to be
   * @param root of the tree over them, in hexadecimal; null: it is not known
   * @param reason a sentence that says what to do
   */
  public record Found(long size, @Nullable String root, String reason) {}

  /**
   * Refuses to record anything where nothing may be.
   *
   * @throws Refused 503, saying why and what to do
   */
  public void refuse() {
    String reason = reason();
    if (reason != null) {
      throw refusal(reason);
    }
  }

  /** What is answered where nothing may be recorded. */
  public static Refused refusal(String reason) {
    return new Refused(
        ProblemType.READ_ONLY, "Nothing is recorded any more, and reads go on: " + reason);
  }

  /** Whether nothing may be recorded. */
  public boolean isOn() {
    return reason() != null;
  }

  private @Nullable String reason() {
    State now = last;
    String older = (now == null ? look() : now).reason();
    return older == null ? different.get().orElse(null) : older;
  }

  /** What was found, as the database has it at this moment. */
  public Optional<Found> found() {
    return database
        .sql("SELECT size, root, reason FROM read_only")
        .query((row, number) -> new Found(row.getLong(1), row.getString(2), row.getString(3)))
        .optional();
  }

  private State look() {
    State now = new State(found().map(Found::reason).orElse(null));
    last = now;
    return now;
  }

  /** Lets nothing be recorded from now on; what was found before stands. */
  public void begin(Found found) {
    try {
      database
          .sql("INSERT INTO read_only (id, size, root, reason) VALUES (1, :size, :root, :reason)")
          .param("size", found.size())
          .param("root", found.root())
          .param("reason", found.reason())
          .update();
    } catch (DuplicateKeyException before) {
      // Another node has found it too.
    }
    look();
  }

  /** Lets everything be recorded again. */
  public void end() {
    database.sql("DELETE FROM read_only").update();
    look();
  }

  @Override
  public void start() {
    looking.start(BETWEEN_LOOKS, this::lookAgain);
  }

  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException away) {
      // What is known stays; of a database that is away nothing is recorded either.
      LOG.debug("Whether anything may be recorded could not be looked up", away);
    }
  }

  @Override
  public void stop() {
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
