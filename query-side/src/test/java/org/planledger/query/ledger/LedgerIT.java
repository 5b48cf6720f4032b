package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.planledger.query.Answering;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LedgerIT extends LedgerContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }

  @Test
  void ofTwoNodesOneIsTheSequencerAtATimeAndOneForProductionWantsAnotherKey() throws IOException {
    Map<String, String> shared = TestDatabases.postgres();
    Path second = Path.of(shared.get("planledger.data"), "second-node");
    try (Answering one = new Answering(shared, FAST);
        Answering two = new Answering(shared, ofNode(second, keysOf(one)))) {
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

      Map<String, String> production =
          ofNode(second.resolveSibling("production-node"), keysOf(one));
      production.put("spring.profiles.active", "prod");
      assertThatThrownBy(() -> new Answering(shared, production))
          .hasStackTraceContaining("made by itself at a first start and is no key for production");
    }
  }

  private static Map<String, String> ofNode(Path folder, Path keys) throws IOException {
    Files.createDirectories(folder);
    Files.copy(
        keys.resolve(LedgerKeys.GENERATED),
        folder.resolve(LedgerKeys.GENERATED),
        StandardCopyOption.COPY_ATTRIBUTES);
    Map<String, String> settings = new HashMap<>(FAST);
    settings.put("planledger.ledger.keys", folder.toString());
    settings.put("planledger.checkpoints", folder.resolve("checkpoints").toString());
    return settings;
  }

  private static Path keysOf(Answering node) {
    return node.bean(LedgerSettings.class).keys();
  }

  /** Tries to work with a folder of keys. */
  static final class AnotherProcess {
    private AnotherProcess() {}

    public static void main(String[] folder) throws IOException {
      try (SignedBefore same = new SignedBefore(Path.of(folder[0]))) {
        same.open();
      } catch (IllegalStateException refused) {
        System.out.println(refused.getMessage());
        System.exit(3);
      }
    }
  }

  @Test
  void aFolderOfKeysIsOfOneNodeAtATime() throws Exception {
    Map<String, String> shared = TestDatabases.postgres();
    try (Answering one = new Answering(shared, FAST);
        SignedBefore same = new SignedBefore(keysOf(one))) {
      assertThatThrownBy(same::open)
          .hasMessageContaining(keysOf(one).toString())
          .hasMessageContaining("each node needs one of its own");
      Process another =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  AnotherProcess.class.getName(),
                  keysOf(one).toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(another.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("each node needs one of its own");
      assertThat(another.waitFor()).isEqualTo(3);
      one.bean(Publisher.class).close();
      same.open();
    }
  }

  @Test
  void ofManyWritersAtFullSpeedNoEventIsPassedOver() {
    int each = 250;
    try (Answering node =
        new Answering(TestDatabases.postgres(), Map.of("planledger.ledger.interval", "1ms"))) {
      List<CompletableFuture<List<String>>> writers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (int writer = 0; writer < 8; writer++) {
          String name = "writer-" + writer + "-";
          writers.add(
              CompletableFuture.supplyAsync(
                  () ->
                      IntStream.range(0, each)
                          .mapToObj(number -> publish(node, name + number))
                          .toList(),
                  threads));
        }
      }
      List<String> written = writers.stream().flatMap(writer -> writer.join().stream()).toList();
      LedgerTables tables = node.bean(LedgerTables.class);
      Long head = node.bean(Positions.class).head();
      await().atMost(Duration.ofMinutes(1)).until(() -> tables.isCovered(head));
      List<Leaf> leaves = tables.leaves(0, 3_000);
      assertThat(leaves).extracting(Leaf::eventId).containsExactlyInAnyOrderElementsOf(written);
      assertThat(leaves)
          .extracting(Leaf::index)
          .containsExactlyElementsOf(LongStream.range(0, 8L * each).boxed().toList());
      assertThat(leaves.stream().map(Leaf::position).toList()).isSorted();
      assertThat(tables.kept(Long.MAX_VALUE)).hasSizeGreaterThan(1);
      assertThat(node.bean(SelfAudit.class).run()).isEmpty();
    }
  }

  @Test
  void anEventThatCannotBeTakenUpIsNamedAndToldAndTheOneBeforeItIsTakenUp() throws IOException {
    List<String> told = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/alarm",
        exchange -> {
          told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(told.size() == 1 ? 503 : 204, -1);
          exchange.close();
        });
    receiver.start();
    Map<String, String> settings = new HashMap<>(FAST);
    settings.put(
        "planledger.ledger.alarm",
        "http://127.0.0.1:%d/alarm".formatted(receiver.getAddress().getPort()));
    try (Answering node = new Answering(TestDatabases.postgres(), settings)) {
      LedgerTables tables = node.bean(LedgerTables.class);
      JdbcClient database = node.bean(JdbcClient.class);
      new TransactionTemplate(node.bean(PlatformTransactionManager.class))
          .executeWithoutResult(
              alone -> {
                tables.lockAfterOthers();
                CompletableFuture.runAsync(
                        () -> {
                          node.record(scheduled("before"), scheduled("poison"));
                          database
                              .sql(
                                  "UPDATE domain_event SET meta_data = '{\"n\":1.5,' ||"
                                      + " substr(meta_data, 2) WHERE aggregate_id ="
                                      + " 'meeting:poison'")
                              .update();
                          node.record(scheduled("after"));
                        })
                    .join();
              });
      StoredEvent poison =
          node.bean(StoredEvents.class).ofStream("meeting:poison", 0, 1_000).getFirst();
      await()
          .untilAsserted(
              () ->
                  assertThat(node.get("/api/ledger/status").get("problems").toString())
                      .contains("MALFORMED: event " + poison.eventId())
                      .contains("at position " + poison.position()));
      assertThat(tables.leaves(0, 10)).hasSize(1);
      await().until(() -> told.size() > 1);
      database
          .sql("UPDATE domain_event SET meta_data = ? WHERE event_id = ?")
          .params(poison.metaData().replace("1.5", "1"), poison.eventId())
          .update();
      await().until(() -> tables.leaves(0, 10).size() == 3);
      await().until(() -> node.bean(LedgerStatus.class).problems().isEmpty());
      // The first was not taken note of.
      await().until(() -> told.size() > 2 && told.getLast().contains("\"problems\":[]"));
      assertThat(told.get(1)).isEqualTo(told.getFirst()).contains(poison.eventId());

      // What the self-audit finds is told as well.
      String move =
          "UPDATE domain_event SET payload = replace(payload, ?, ?) WHERE aggregate_id ="
              + " 'meeting:before'";
      assertThat(database.sql(move).params("Geneva", "Gotham").update()).isOne();
      assertThat(node.bean(SelfAudit.class).run()).isNotEmpty();
      await().until(() -> told.getLast().contains("LEAF_MISMATCH: "));
      assertThat(database.sql(move).params("Gotham", "Geneva").update()).isOne();
      assertThat(node.bean(SelfAudit.class).run()).isEmpty();
      await().until(() -> told.getLast().contains("\"problems\":[]"));
    } finally {
      receiver.stop(0);
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
