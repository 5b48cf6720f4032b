package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A commit while H2 is writing what it committed already, in the background. */
class FlushedCommitTest {
  private @TempDir Path folder;
  private DriverManagerDataSource live;

  @BeforeEach
  void open() {
    DurableFiles.register();
    FilePath.register(new FaultyDisk());
    live = at("faulty:", "live");
  }

  @AfterEach
  void release() {
    FaultyDisk.isFull(false);
    FaultyDisk.isSlow(false);
  }

  @Test
  void whatAKillLeavesAfterACommitHasIt() throws Exception {
    committed(false);
    assertThat(new JdbcTemplate(at("", "left")).queryForList("SELECT text FROM note", String.class))
        .containsExactly("A note");
  }

  @Test
  void aCommitThatCannotBeWrittenIsNotAcknowledged() {
    assertThatThrownBy(() -> committed(true))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(DataAccessException.class)
        .rootCause()
        .hasMessage("No space left on device");
    assertThat(folder.resolve("left.mv.db")).doesNotExist();
  }

  private void committed(boolean full) throws Exception {
    try (Connection open = live.getConnection()) {
      JdbcTemplate database = new JdbcTemplate(live);
      database.execute("CREATE TABLE note (text VARCHAR(100))");
      database.execute("CHECKPOINT");
      MVStore store = Objects.requireNonNull(StoreFile.opened(open));
      FutureTask<Void> commit =
          new FutureTask<>(
              () ->
                  new TransactionTemplate(new JdbcTransactionManager(live))
                      .executeWithoutResult(
                          status -> {
                            database.update("INSERT INTO note VALUES ('A note')");
                            afterCommit(() -> writeInBackground(store));
                            FlushedCommit.enforceOn(live);
                            afterCommit(this::copyAsAfterAKill);
                          }),
              null);
      Thread committing = Thread.ofPlatform().start(commit);
      await()
          .until(
              () ->
                  !committing.isAlive()
                      || (FaultyDisk.isWaitedFor()
                          && committing.getState() == Thread.State.WAITING));
      FaultyDisk.isFull(full);
      FaultyDisk.isSlow(false);
      try {
        commit.get();
      } finally {
        // Where it could not be written, H2 does not come to an end in an orderly way.
        store.closeImmediately();
      }
    }
  }

  private static void writeInBackground(MVStore store) {
    FaultyDisk.isSlow(true);
    store.tryCommit();
    await().until(FaultyDisk::isWaitedFor);
  }

  private void copyAsAfterAKill() {
    try {
      Files.copy(folder.resolve("live.mv.db"), folder.resolve("left.mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void afterCommit(Runnable step) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            step.run();
          }
        });
  }

  /** A store that writes in the background when it is told to, and not by itself meanwhile. */
  private DriverManagerDataSource at(String disk, String name) {
    return new DriverManagerDataSource(
        "jdbc:h2:durable:%s%s/%s;WRITE_DELAY=3600000;RETENTION_TIME=0;TRACE_LEVEL_FILE=0"
            .formatted(disk, folder.toAbsolutePath(), name));
  }
}
