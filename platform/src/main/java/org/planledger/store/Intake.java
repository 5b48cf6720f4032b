package org.planledger.store;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes up events of some types from the log, each once, in its order, by whichever node is free.
 * How far the log was read is the one row of a table, whose lock a node holds while it reads on.
 */
public final class Intake {
  /** Positions that are looked through at a time. */
  private static final long STRETCH = 20_000;

  private final StoredEvents log;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final String table;
  private final List<String> types;

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

  /**
   * Takes up what there is, unless another node does.
   *
   * @param settled the position up to which the log is to be read
   * @param going asked before each stretch
   * @param take notes what an event says, in the transaction in which it is noted as read
   */
  public void upTo(long settled, BooleanSupplier going, Consumer<StoredEvent> take) {
    boolean more = true;
    while (going.getAsBoolean() && more) {
      more = Boolean.TRUE.equals(transaction.execute(status -> stretch(settled, take)));
    }
  }

  /** Whether there may be more. */
  private boolean stretch(long settled, Consumer<StoredEvent> take) {
    Optional<Long> from =
        database
            .sql("SELECT position FROM %s FOR UPDATE SKIP LOCKED".formatted(table))
            .query(Long.class)
            .optional();
    if (from.isEmpty() || from.get() >= settled) {
      return false;
    }
    long to = Math.min(settled, from.get() + STRETCH);
    log.after(from.get(), to, types, Integer.MAX_VALUE).forEach(take);
    database.sql("UPDATE %s SET position = ?".formatted(table)).param(to).update();
    return to < settled;
  }
}
