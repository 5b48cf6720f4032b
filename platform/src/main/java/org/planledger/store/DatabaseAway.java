package org.planledger.store;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import org.h2.mvstore.MVStoreException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;

/**
 * Tells a database that cannot be reached or takes nothing from what else may go wrong with one.
 */
public final class DatabaseAway {
  /** Of PostgreSQL by its classes; a refused log-in and a missing database pass by no waiting. */
  private static final List<String> STATES =
      List.of(
          "08", // a lost connection
          "25006", // it only reads: a standby, or what was the first server before a failover
          "25P03", // a transaction was silent for longer than it may be
          "25P04", // a transaction took longer than it may
          "40", // rolled back, as after a deadlock
          "53", // no space, memory or connection left
          "55P03", // a lock was not to be had in time
          "57", // an operator's intervention, or a statement that took longer than it may
          "58", // the system fails, such as the disk
          // H2: its file cannot be read or written, or was closed after such an error.
          "90007",
          "90028",
          "90031",
          "90098");

  private DatabaseAway() {}

  /** Whether the database, and with it the event store, cannot be reached or used for now. */
  public static boolean isMeantBy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessResourceFailureException
          || cause instanceof CannotCreateTransactionException
          // The pool closes a lost connection, and then it cannot even be rolled back.
          || cause instanceof TransactionSystemException
          || cause instanceof TransactionTimedOutException
          || cause instanceof ConnectException
          // H2 cannot read or write its file.
          || cause instanceof MVStoreException
          || (cause instanceof SQLException error && isForNow(error))) {
        return true;
      }
    }
    return false;
  }

  /**
   * By class or by SQL state: PostgreSQL's driver has only the state, of which the first two
   * characters are the class.
   */
  private static boolean isForNow(SQLException error) {
    String state = Objects.requireNonNullElse(error.getSQLState(), "");
    return error instanceof SQLTransientConnectionException
        || error instanceof SQLNonTransientConnectionException
        || STATES.stream().anyMatch(state::startsWith);
  }
}
