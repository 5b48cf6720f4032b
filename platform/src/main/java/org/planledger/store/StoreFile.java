package org.planledger.store;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections to the file of an embedded store. H2 closes it for good at the first write that
 * fails, and its connections look as if nothing had happened. From then on nobody is given one.
 *
 * <p>The file then lacks what was committed and not yet written, which this process has perhaps
 * already seen, and remembers. So the file is not opened again under all that is remembered: the
 * application has to be started anew, as after a kill, once {@link #takesWrites}.
 */
public final class StoreFile extends DelegatingDataSource {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFile.class);

  /** What a start may write. */
  private static final int ROOM = 1 << 20;

  private volatile @Nullable MVStore store;
  private volatile @Nullable MVStoreException failure;

  StoreFile(HikariDataSource pool) {
    super(pool);
  }

  /** The file behind a data source; empty: the store is a server. */
  public static Optional<StoreFile> of(DataSource dataSource) throws SQLException {
    return dataSource.isWrapperFor(StoreFile.class)
        ? Optional.of(dataSource.unwrap(StoreFile.class))
        : Optional.empty();
  }

  @Override
  public Connection getConnection() throws SQLException {
    refuseIfClosed();
    Connection connection = super.getConnection();
    MVStore known = store;
    if (known == null || known.isClosed()) {
      store = opened(connection);
    }
    try {
      refuseIfClosed();
    } catch (SQLException closed) {
      connection.close();
      throw closed;
    }
    return connection;
  }

  /** What H2 keeps of the database that a connection leads to; null: it is closed. */
  static @Nullable MVStore opened(Connection connection) throws SQLException {
    return connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
        ? session.getDatabase().getStore().getMvStore()
        : null;
  }

  private void refuseIfClosed() throws SQLException {
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      throw new SQLNonTransientConnectionException(problem.get(), failure);
    }
  }

  /** Whether it is closed since it could not be written, and why. */
  public Optional<String> problem() {
    MVStore known = store;
    MVStoreException now = known == null ? null : known.getPanicException();
    if (failure == null && known != null && now != null) {
      failure = now;
      // H2 does it later, and does not come to an end where it is asked to close in an orderly way.
      known.closeImmediately();
      LOG.error("The file of the store is closed, since it could not be written", now);
    }
    return Optional.ofNullable(failure)
        .map(
            closed ->
                "The file of the store is closed, since it could not be written: %s. It is opened again once there is room."
                    .formatted(NestedExceptionUtils.getMostSpecificCause(closed).getMessage()));
  }

  /** Whether something can be written beside the file. */
  public boolean takesWrites() {
    MVStore known = store;
    if (known == null) {
      return true;
    }
    FilePath probe = FilePath.get(known.getFileStore().getFileName() + ".room");
    try {
      try (OutputStream out = probe.newOutputStream(false)) {
        out.write(new byte[ROOM]);
      }
      return true;
    } catch (IOException full) {
      return false;
    } finally {
      probe.delete();
    }
  }
}
