package org.planledger.store;

import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Rolls a transaction back instead of committing it after its timeout.
 *
 * <p>So that what became of a command is known once that has passed, and nobody who follows the log
 * waits longer for what was being appended. Spring holds only its own statements to a transaction's
 * timeout, and nothing between the last statement and the commit.
 */
final class CommitDeadline implements TransactionSynchronization {

  private final DataSource dataSource;

  private CommitDeadline(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Holds the current transaction, if there is one, to its timeout. */
  static void enforceOn(DataSource dataSource) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      TransactionSynchronizationManager.registerSynchronization(new CommitDeadline(dataSource));
    }
  }

  /**
   * Called as the last thing before the commit.
   *
   * @throws EventStoreException if the transaction's timeout has passed; the transaction is rolled
   *     back
   */
  @Override
  public void beforeCommit(boolean readOnly) {
    if (TransactionSynchronizationManager.getResource(dataSource) instanceof ConnectionHolder holder
        && holder.hasTimeout()) {
      try {
        holder.getTimeToLiveInMillis();
      } catch (TransactionTimedOutException timeout) {
        // Spring takes its own exception here for one of the commit itself, and rolls nothing back.
        throw new EventStoreException("Took too long, so that nothing was written", timeout);
      }
    }
  }
}
