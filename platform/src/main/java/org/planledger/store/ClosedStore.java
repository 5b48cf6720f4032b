package org.planledger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * A store that no node may work on, because what it holds is not whole yet or is kept elsewhere by
 * now. It says so itself, in a table {@code closed_store} of one row, which is there as long as it
 * is closed.
 *
 * @param mark of whoever closed it, by which they know it again
 * @param reason a sentence for whoever tries to work on it
 */
public record ClosedStore(String mark, String reason) {
  private static final String MOVED = "moved";

  /** Of a store whose log is another one's by now. */
  public static ClosedStore movedTo(String title) {
    return new ClosedStore(
        MOVED,
        "its log was moved to %s. Work on that; to come back here, move it back".formatted(title));
  }

  /** Whether its log was moved to another store. */
  public boolean isMoved() {
    return mark.equals(MOVED);
  }

  /** What a store says of itself; empty: it is open. */
  public static Optional<ClosedStore> of(Connection store) throws SQLException {
    try (Statement statement = store.createStatement()) {
      if (!has(statement, "closed_store")) {
        return Optional.empty();
      }
      try (ResultSet row = statement.executeQuery("SELECT mark, reason FROM closed_store")) {
        return row.next()
            ? Optional.of(new ClosedStore(row.getString(1), row.getString(2)))
            : Optional.empty();
      }
    }
  }

  /** Closes a store, for another reason if it is closed already. */
  public void close(Connection store) throws SQLException {
    try (Statement statement = store.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS closed_store (mark TEXT NOT NULL, reason TEXT NOT NULL)");
    }
    // At no moment is a store open that was closed.
    if (write(store, "UPDATE closed_store SET mark = ?, reason = ?") == 0) {
      write(store, "INSERT INTO closed_store (mark, reason) VALUES (?, ?)");
    }
  }

  private int write(Connection store, String sql) throws SQLException {
    try (PreparedStatement statement = store.prepareStatement(sql)) {
      statement.setString(1, mark);
      statement.setString(2, reason);
      return statement.executeUpdate();
    }
  }

  /** Opens a store. */
  public static void open(Connection store) throws SQLException {
    try (Statement statement = store.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS closed_store");
    }
  }

  private static boolean has(Statement statement, String table) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema AND"
                + " lower(table_name) = '%s'".formatted(table))) {
      return row.next();
    }
  }

  /**
   * Refuses to work on a closed store, and on a copy of a log in Axon Server to whoever would
   * append to it.
   */
  static void refuse(Connection store, boolean withAxonServer) throws SQLException {
    Optional<ClosedStore> closed = of(store);
    if (closed.isPresent()) {
      throw new SQLException("The store is closed: " + closed.get().reason());
    }
    if (!withAxonServer && isCopy(store)) {
      throw new SQLException(
          "The store is a copy of a log in Axon Server: set SPRING_PROFILES_ACTIVE=axonserver and"
              + " AXON_AXONSERVER_SERVERS. How to go on without Axon Server is told in"
              + " docs/operations.md");
    }
  }

  private static boolean isCopy(Connection store) throws SQLException {
    try (Statement statement = store.createStatement()) {
      if (!has(statement, "axonserver_copy")) {
        return false;
      }
      try (ResultSet copied =
          statement.executeQuery("SELECT 1 FROM axonserver_copy WHERE next_token > 0")) {
        return copied.next();
      }
    }
  }
}
