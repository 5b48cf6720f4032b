package org.planledger.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Nodes that are connected to a PostgreSQL database, in which nobody may write meanwhile. */
public final class ConnectedNodes {
  private static final int LOOKS = 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private ConnectedNodes() {}

  /**
   * From where nodes are connected; empty: from nowhere. Of a node that has just been stopped,
   * connections are there for a moment, which is waited for.
   */
  public static String to(Connection database) throws SQLException, InterruptedException {
    String nodes = look(database);
    for (int look = 0; look < LOOKS && !nodes.isEmpty(); look++) {
      Thread.sleep(BETWEEN_LOOKS);
      nodes = look(database);
    }
    return nodes;
  }

  /** Older versions did not name themselves. */
  private static String look(Connection database) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT coalesce(string_agg(DISTINCT coalesce(host(client_addr), 'local'), ', '), '')
                FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                  AND application_name IN ('planledger', 'PostgreSQL JDBC Driver')\
                """)) {
      row.next();
      return row.getString(1);
    }
  }
}
