package org.planledger.store;

import javax.sql.DataSource;
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
    database.execute("CHECKPOINT");
  }
}
