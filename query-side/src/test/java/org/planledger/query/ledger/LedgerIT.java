package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.planledger.query.Answering;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class LedgerIT extends LedgerContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }

  @Test
  void ofTwoNodesOneIsTheSequencerAtATime() {
    Map<String, String> shared = TestDatabases.postgres();
    try (Answering one = new Answering(shared, FAST);
        Answering two =
            new Answering(
                shared,
                Map.of(
                    "planledger.ledger.interval",
                    "20ms",
                    "planledger.checkpoints",
                    shared.get("planledger.data") + "/second-node"))) {
      CompletableFuture<Void> beside =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 100; i++) {
                  one.record(scheduled("one-" + i));
                }
              });
      for (int i = 0; i < 100; i++) {
        two.record(scheduled("two-" + i));
      }
      beside.join();
      LedgerTables tables = one.bean(LedgerTables.class);
      Long head = one.bean(Positions.class).head();
      await().until(() -> tables.isCovered(head));
      List<Leaf> leaves = tables.leaves(0, 1_000);
      assertThat(leaves)
          .extracting(Leaf::index)
          .containsExactlyElementsOf(LongStream.range(0, 200).boxed().toList());
      assertThat(leaves.stream().map(Leaf::position).toList()).isSorted();
      assertThat(two.bean(SelfAudit.class).run()).isEmpty();
      assertThat(one.bean(LedgerStatus.class).problems()).isEmpty();
      assertThat(two.bean(LedgerStatus.class).problems()).isEmpty();
    }
  }

  @Test
  void theBatchOfAFrozenNodeIsRolledBackAndAnotherGoesOn() throws SQLException {
    Map<String, String> shared = TestDatabases.postgres();
    try (Answering node = new Answering(shared, FAST)) {
      node.record(scheduled("before"));
      LedgerTables tables = node.bean(LedgerTables.class);
      await().until(() -> tables.state().size() == 1);
      try (Connection frozen = node.bean(DataSource.class).getConnection();
          Statement statement = frozen.createStatement()) {
        frozen.setAutoCommit(false);
        SingleConnectionDataSource own = new SingleConnectionDataSource(frozen, true);
        new LedgerTables(JdbcClient.create(own), new JdbcTemplate(own)).lockAfterOthers();
        try (ResultSet timeout =
            statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
          timeout.next();
          assertThat(timeout.getString(1)).isEqualTo("10s");
        }
        statement.execute("SET LOCAL idle_in_transaction_session_timeout = 1500");
        statement.execute("INSERT INTO ledger_leaf VALUES (1, 'frozen', 999, 'half')");
        node.record(scheduled("meanwhile"));
        assertThat(tables.state()).extracting(State::size).isEqualTo(1L);
        await().until(() -> tables.state().size() == 2);
        assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
      }
      assertThat(tables.leafOf("frozen")).isEmpty();
      assertThat(node.bean(SelfAudit.class).run()).isEmpty();
    }
  }

  /** As somebody else's program may do it, in transactions of its own. */
  @Test
  void aRowWrittenByAnotherProgramThatCommitsLateIsNotPassedOver() throws Exception {
    try (Answering node = new Answering(TestDatabases.postgres(), FAST)) {
      node.record(scheduled("model"));
      DataSource source = node.bean(DataSource.class);
      LedgerTables tables = node.bean(LedgerTables.class);
      try (Connection late = source.getConnection();
          Connection early = source.getConnection()) {
        late.setAutoCommit(false);
        insert(late, "late");
        insert(early, "early");
        StoredEvents events = node.bean(StoredEvents.class);
        assertThat(events.settled()).isLessThan(events.find("early").orElseThrow().position());
        assertThat(tables.leafOf("early")).isEmpty();
        late.commit();
        await().until(() -> tables.leafOf("early").isPresent());
        assertThat(tables.leaves(0, 10).stream().map(Leaf::eventId).toList())
            .endsWith("late", "early");
      }
    }
  }

  private static void insert(Connection connection, String id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO domain_event (event_id, aggregate_id, sequence_number, aggregate_type,
            recorded_at, payload_type, payload_revision, payload, meta_data)
          SELECT '%s', 'meeting:%s', 0, aggregate_type, recorded_at, payload_type,
            payload_revision, replace(payload, 'model', '%s'), meta_data
          FROM domain_event WHERE aggregate_id = 'meeting:model'\
          """
              .formatted(id, id, id));
    }
  }
}
