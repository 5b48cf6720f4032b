package org.planledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.planledger.query.Recordings.added;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

class DeadLettersIT extends DeadLettersContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }

  /** What the database does to a statement is no event's fault, also while events are looked at. */
  @Test
  void anEventWhoseStatementIsCancelledIsNotSetAside() throws SQLException {
    opened("cancelled");
    refuse("cancelled", "stream = 'plan:cancelled' AND revision = 1");
    answers.record(added("cancelled", "vision"));
    assertThat(waiting("plan:cancelled", 1)).isNotNull();
    opened("unhurt");
    assertThat(timeline("unhurt")).containsExactly(0L);
    JdbcClient database = answers.bean(JdbcClient.class);
    try (Connection locking = answers.bean(DataSource.class).getConnection();
        Statement statement = locking.createStatement()) {
      locking.setAutoCommit(false);
      statement.execute("LOCK TABLE log_entry IN ACCESS EXCLUSIVE MODE");
      answers.record(added("unhurt", "vision"));
      await()
          .until(
              () ->
                  database
                      .sql(
                          """
                          SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                          WHERE datname = current_database() AND wait_event_type = 'Lock'
                            AND query LIKE 'SELECT revision FROM log_entry%'\
                          """)
                      .query(Boolean.class)
                      .list(),
              cancelled -> cancelled.equals(List.of(true)));
      locking.rollback();
    }
    assertThat(timeline("unhurt")).containsExactly(0L, 1L);
    assertThat(sequences()).contains("plan:cancelled").doesNotContain("plan:unhurt");
    accept("cancelled");
    retried("plan:cancelled");
    assertThat(timeline("cancelled")).containsExactly(0L, 1L);
  }
}
