package org.planledger.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Connections to a server over a network that may fall silent, on which nothing waits for ever: who
 * sent a request waits for a few seconds, this process for as long as a statement may take, and the
 * server for a process that has frozen or is cut off for as long as nobody has to wait for its
 * locks.
 */
final class BoundedConnections extends DelegatingDataSource {
  /** A host that does not answer is as good as away. */
  private static final int CONNECT_SECONDS = 2;

  /** With the time to get a connection, what a caller is promised. */
  private static final int REQUEST_MILLIS = 3_000;

  /** What was begun by a process that is silent for so long is rolled back. */
  private static final Duration FROZEN = Duration.ofSeconds(10);

  /** A statement whose sender has closed the connection holds another for so long. */
  private static final Duration GONE = Duration.ofSeconds(1);

  /** After the server has ended the statement: its error says more than a lost connection. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * Those of a pool that has given none out yet.
   *
   * @param longest that a statement may take. One that appends and of which the sender is cut off
   *     would otherwise be committed when readers have passed its position.
   */
  BoundedConnections(HikariDataSource pool, Duration longest) {
    super(pool);
    reach(pool.getDataSourceProperties());
    pool.addDataSourceProperty("socketTimeout", String.valueOf(longest.plus(GRACE).toSeconds()));
    pool.addDataSourceProperty(
        "options",
        "-c statement_timeout=%d -c idle_in_transaction_session_timeout=%d -c client_connection_check_interval=%d"
            .formatted(longest.toMillis(), FROZEN.toMillis(), GONE.toMillis()));
  }

  /**
   * Connections to the server of a pool, without the bounds that are yet to be put on it: a
   * migration takes as long as it does.
   */
  static DataSource unbounded(HikariDataSource pool) {
    DriverManagerDataSource alone =
        new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    reach(properties);
    alone.setConnectionProperties(properties);
    return alone;
  }

  private static void reach(Properties properties) {
    properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
    // What is in between may accept connections for a server that is not there.
    properties.setProperty("loginTimeout", String.valueOf(CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    // By which the database tells who is connected.
    properties.setProperty("ApplicationName", "planledger");
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    if (RequestContextHolder.getRequestAttributes() != null) {
      // The pool takes it back when the connection is returned.
      connection.setNetworkTimeout(Runnable::run, REQUEST_MILLIS);
    }
    return connection;
  }
}
