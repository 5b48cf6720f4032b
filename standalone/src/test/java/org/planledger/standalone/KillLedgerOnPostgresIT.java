package org.planledger.standalone;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.planledger.store.TestDatabases;

class KillLedgerOnPostgresIT extends KillLedgerContract {
  private final Map<String, String> store = TestDatabases.postgres();

  @Override
  Map<String, String> store(Path data) {
    Map<String, String> all = new HashMap<>(store);
    all.put("planledger.data", data.toString());
    return all;
  }

  @Override
  List<Moment> moments() {
    return List.of(Moment.KEPT_OUTSIDE, Moment.TAKEN_UP, Moment.WITNESSED);
  }

  @Override
  Connection checkpointsHeldBack() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            store.get("spring.datasource.url"), store.get("spring.datasource.username"), null);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE ledger_checkpoint IN SHARE ROW EXCLUSIVE MODE");
    }
    return connection;
  }
}
