package org.planledger.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import javax.sql.DataSource;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Holds back the answer to a commit on H2 until what it committed is in the file.
 *
 * <p>H2 writes a commit later, in the background. It would write each at once with {@code
 * WRITE_DELAY=0}, but then never cleans up, and its file grows to many times what it holds.
 */
final class FlushedCommit implements TransactionSynchronization {

  private final JdbcTemplate database;

  private FlushedCommit(DataSource dataSource) {
    database = new JdbcTemplate(dataSource);
  }

  /** Lets the current transaction, if there is one, end only when it is in the file. */
  static void enforceOn(DataSource dataSource) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      TransactionSynchronizationManager.registerSynchronization(new FlushedCommit(dataSource));
    }
  }

  /** An error here reaches the caller, who then does not know what became of the commit. */
  @Override
  public void afterCommit() {
    flush(database);
  }

  /** Returns when all that was committed until now is in the file. */
  static void flush(JdbcOperations database) {
    database.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              flush(connection);
              return true;
            });
  }

  private static void flush(Connection connection) throws SQLException {
    MVStore store = StoreFile.opened(connection);
    if (store == null) {
      throw new SQLNonTransientConnectionException("The store is closed");
    }
    try {
      // H2 takes for written what it is just writing in the background, and has nothing to do then.
      if (store.isPersistent() && store.commit() < 0) {
        store.executeFilestoreOperation(() -> {});
      }
    } catch (MVStoreException e) {
      throw DbException.toSQLException(e);
    }
  }
}
