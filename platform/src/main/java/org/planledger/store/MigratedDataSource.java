package org.planledger.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Hands out connections to tables that are up to date: before the first one, it migrates every
 * {@link SchemaPart}, the event store first.
 *
 * <p>So an application may start while its database is away, and works once that is there.
 */
final class MigratedDataSource extends DelegatingDataSource {
  private static final Logger LOG = LoggerFactory.getLogger(MigratedDataSource.class);

  /** A caller waits for a connection after that. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final DataSource migrations;
  private final Supplier<Stream<SchemaPart>> others;
  private final boolean withAxonServer;
  private final ReentrantLock migrating = new ReentrantLock();
  private volatile boolean migrated;

  /**
   * Hands out the connections of one data source, and migrates on those of another, which may take
   * their time.
   *
   * @param withAxonServer whether the log is there, and the tables may be a copy of it
   */
  MigratedDataSource(
      DataSource target,
      DataSource migrations,
      Supplier<Stream<SchemaPart>> others,
      boolean withAxonServer) {
    super(target);
    this.withAxonServer = withAxonServer;
    this.migrations = migrations;
    this.others = others;
  }

  /**
   * Migrates now.
   *
   * @param waits whether it is no error if the database is away
   * @throws SQLException when it is there but does not let us in, or cannot be migrated
   */
  void prepare(boolean waits) throws SQLException {
    try {
      migrate();
    } catch (SQLException failure) {
      if (!waits || !DatabaseAway.isMeantBy(failure)) {
        throw failure;
      }
      LOG.warn("The database is away and is waited for: {}", failure.getMessage());
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    migrate();
    return super.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    migrate();
    return super.getConnection(user, password);
  }

  private void migrate() throws SQLException {
    if (migrated) {
      return;
    }
    try {
      if (!migrating.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException("The tables are still being brought up to date");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("Interrupted", e);
    }
    try {
      if (!migrated) {
        // Its own error says more than the one that is wrapped by the migration.
        try (Connection connection = obtainTargetDataSource().getConnection()) {
          ClosedStore.refuse(connection, withAxonServer);
        }
        new Schema(parts()).migrate(migrations);
        migrated = true;
      }
    } catch (FlywayException failure) {
      if (DatabaseAway.isMeantBy(failure)) {
        throw new SQLTransientConnectionException("Lost while migrating", failure);
      }
      LOG.error("The tables cannot be brought up to date", failure);
      throw new SQLException(failure);
    } finally {
      migrating.unlock();
    }
  }

  private List<SchemaPart> parts() {
    return Stream.concat(Stream.of(SchemaPart.STORE), others.get()).toList();
  }
}
