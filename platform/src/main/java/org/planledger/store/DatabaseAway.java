package org.planledger.store;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells a database that cannot be reached from what else may go wrong with one. */
public final class DatabaseAway {
  private DatabaseAway() {}

  /** Whether the database, and with it the event store, cannot be reached. */
  public static boolean isMeantBy(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataAccessResourceFailureException
          || cause instanceof CannotCreateTransactionException
          // The pool closes a lost connection, and then it cannot even be rolled back.
          || cause instanceof TransactionSystemException
          || cause instanceof ConnectException
          || (cause instanceof SQLException error && isConnectionLost(error))) {
        return true;
      }
    }
    return false;
  }

  /**
   * By class or by SQL state: PostgreSQL's driver has only the state. 08 is a lost connection, 57P
   * an operator's intervention, such as a server that shuts down.
   */
  private static boolean isConnectionLost(SQLException error) {
    String state = Objects.requireNonNullElse(error.getSQLState(), "");
    return error instanceof SQLTransientConnectionException
        || error instanceof SQLNonTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57P");
  }
}
