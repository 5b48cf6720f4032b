package org.planledger.store;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes up events of some types from the log, each once, in its order, by whichever node is free.
 * How far the log was read is the one row of a table, whose lock a node holds while it reads on.
 *
 * <p>It stands still before what a newer version wrote, and a node of that version goes on from
 * there. What is damaged is passed over: the ledger tells of it.
 */
public final class Intake {
  /** Positions that are looked through at a time. */
  private static final long STRETCH = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final StoredEvents log;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final String table;
  private final List<String> types;

  private volatile @Nullable Newer met;

  /**
   * By a table.
   *
   * @param table has one row, with a {@code position}
   * @param types names of the classes of events
   */
  public Intake(
      StoredEvents log,
      JdbcClient database,
      PlatformTransactionManager transactions,
      String table,
      List<String> types) {
    this.log = log;
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.table = table;
    this.types = types;
  }

  /** How far the log was read. */
  public long position() {
    return database.sql("SELECT position FROM " + table).query(Long.class).single();
  }

  /** At what it stands still and what to do about it, as a sentence. */
  public Optional<String> problem() {
    return Optional.ofNullable(met).map(Newer::getMessage);
  }

  /**
   * Takes up what there is, unless another node does.
   *
   * @param settled the position up to which the log is to be read
   * @param going asked before each stretch
   * @param take notes what an event says, in the transaction in which it is noted as read; throws
   *     what reading throws where it cannot be read
   */
  public void upTo(long settled, BooleanSupplier going, Consumer<StoredEvent> take) {
    long end = settled;
    boolean more = true;
    while (going.getAsBoolean() && more) {
      try {
        long to = end;
        more = Boolean.TRUE.equals(transaction.execute(status -> stretch(to, take)));
      } catch (Newer newer) {
        Newer before = met;
        if (before == null || before.position != newer.position) {
          LOG.error("{}", newer.getMessage(), newer.getCause());
        }
        met = newer;
        // What is before it was rolled back with it.
        end = newer.position - 1;
      }
    }
  }

  /** Whether there may be more. */
  private boolean stretch(long settled, Consumer<StoredEvent> take) {
    Optional<Long> from =
        database
            .sql("SELECT position FROM %s FOR UPDATE SKIP LOCKED".formatted(table))
            .query(Long.class)
            .optional();
    from.ifPresent(this::passed);
    if (from.isEmpty() || from.get() >= settled) {
      return false;
    }
    long to = Math.min(settled, from.get() + STRETCH);
    log.after(from.get(), to, types, Integer.MAX_VALUE).forEach(row -> take(row, take));
    database.sql("UPDATE %s SET position = ?".formatted(table)).param(to).update();
    passed(to);
    return to < settled;
  }

  private void take(StoredEvent row, Consumer<StoredEvent> take) {
    try {
      take.accept(row);
    } catch (SerializationException | ClassCastException unreadable) {
      if (isOfANewerVersion(unreadable)) {
        throw new Newer(row, unreadable);
      }
      LOG.error(
          "Event {} of {} cannot be read, and nothing heeds it",
          row.eventId(),
          row.aggregateId(),
          unreadable);
    }
  }

  /** Whether it names what this version does not know. */
  private static boolean isOfANewerVersion(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownType
          || cause instanceof UnrecognizedPropertyException
          || cause instanceof InvalidFormatException
          || cause instanceof InvalidTypeIdException) {
        return true;
      }
    }
    return false;
  }

  private void passed(long position) {
    Newer newer = met;
    if (newer != null && position >= newer.position) {
      met = null;
    }
  }

  /** Ends a stretch before an event. */
  private static final class Newer extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long position;

    Newer(StoredEvent row, RuntimeException unreadable) {
      super(
          "This version cannot read event %s, %s at position %d, as a newer one wrote it or its stream: %s. Nothing after it is taken up here: upgrade this node to the version that wrote it."
              .formatted(
                  row.eventId(),
                  row.payloadType(),
                  row.position(),
                  Objects.requireNonNullElse(unreadable.getMessage(), unreadable.toString())
                      .lines()
                      .findFirst()
                      .orElse("")),
          unreadable);
      this.position = row.position();
    }
  }
}
