package org.planledger.store;

import java.sql.Statement;
import java.time.Duration;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** A node that falls silent in a transaction in which it holds what others need. */
public final class FrozenNode {
  private static final Duration SILENT = Duration.ofSeconds(10);

  private FrozenNode() {}

  /**
   * Has PostgreSQL end the present transaction, and roll it back, when its client says nothing for
   * 10 seconds. An embedded store ends with its only client.
   */
  public static void mustNotHoldUpOthers(JdbcTemplate database) {
    database.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                return false;
              }
              try (Statement statement = connection.createStatement()) {
                return statement.execute(
                    "SET LOCAL idle_in_transaction_session_timeout = " + SILENT.toMillis());
              }
            });
  }
}
