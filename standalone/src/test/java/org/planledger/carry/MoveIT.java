package org.planledger.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.standalone.CommandLineRun;
import org.planledger.standalone.OldVersion;
import org.planledger.store.ClosedStore;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Logs that are moved between stores in files and on PostgreSQL, also in several goes. */
class MoveIT {
  private static final Watcher NOBODY = (step, done, total) -> {};

  @TempDir private Path folder;
  private OldVersion old;

  /** A store in a file, or else on PostgreSQL. */
  private Database store(String kind) throws IOException {
    if (kind.equals("file")) {
      Path data = folder.resolve("store-" + System.nanoTime());
      return Database.open(Stores.file(data), null, null);
    }
    Map<String, String> settings = TestDatabases.postgres();
    return Database.open(settings.get("spring.datasource.url"), "postgres", null);
  }

  @BeforeEach
  void copy() throws IOException {
    old = OldVersion.in(folder.resolve("old"));
  }

  private Database oldStore() throws IOException {
    return Database.open(Stores.file(old.data()), null, null);
  }

  @ParameterizedTest
  @CsvSource({"file, server", "server, server", "server, file"})
  void everythingIsMovedInSeveralGoesAndBack(String from, String to) throws Exception {
    try (Database source = store(from);
        Database target = store(to)) {
      try (Database first = oldStore()) {
        Carrying.move(first, source, NOBODY);
      }
      Map<Table, Rows.Digest> before = digests(source);
      for (long row : LongStream.of(179, 180, 300).toArray()) {
        assertThatThrownBy(() -> Carrying.move(source, target, breakingOffAt(row)))
            .hasMessage("broken off");
        assertThat(ClosedStore.of(target.kept())).isPresent();
        assertThat(ClosedStore.of(source.kept())).isEmpty();
      }
      Carrying.Outcome outcome = Carrying.move(source, target, NOBODY);
      assertThat(outcome.findings()).isEmpty();
      assertThat(outcome.point().events()).isEqualTo(179);
      assertThat(digests(target)).isEqualTo(before);
      assertThat(ClosedStore.of(target.kept())).isEmpty();
      assertThat(ClosedStore.of(source.kept()))
          .hasValueSatisfying(
              closed -> assertThat(closed.reason()).contains("was moved to " + target.title()));
      assertThatThrownBy(() -> Carrying.move(source, target, NOBODY))
          .hasMessageContaining("is closed: its log was moved");
      assertThatThrownBy(() -> Snapshot.of(source)).hasMessageContaining("is closed");

      append(target);
      Map<Table, Rows.Digest> after = digests(target);
      Carrying.move(target, source, NOBODY);
      assertThat(digests(source)).isEqualTo(after).isNotEqualTo(before);
      assertThat(append(source)).as("position after the last one").isEqualTo(181);
    }
  }

  private static Watcher breakingOffAt(long row) {
    return (step, done, total) -> {
      if (done == row) {
        throw new IllegalStateException("broken off");
      }
    };
  }

  private static Map<Table, Rows.Digest> digests(Database store) throws IOException {
    Map<Table, Rows.Digest> digests = new EnumMap<>(Table.class);
    try (Snapshot snapshot = Snapshot.of(store)) {
      for (Table table : snapshot.contents().tables()) {
        digests.put(table, snapshot.digest(table));
      }
    }
    return digests;
  }

  /** As a node would, which gives no position. */
  private static long append(Database store) {
    JdbcClient database = JdbcClient.create(store.connections());
    database
        .sql(
            """
            INSERT INTO domain_event (event_id, aggregate_id, sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, meta_data)
            SELECT event_id || 'x', aggregate_id || 'x', sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, meta_data
            FROM domain_event WHERE global_index = (SELECT max(global_index) FROM domain_event)\
            """)
        .update();
    return database.sql("SELECT max(global_index) FROM domain_event").query(Long.class).single();
  }

  @Test
  void aMoveThatWasKilledIsGoneOnWithByTheSameCommand() throws Exception {
    Map<String, String> settings = TestDatabases.postgres();
    String url = settings.get("spring.datasource.url");
    Map<Table, Rows.Digest> before;
    try (Database source = oldStore();
        Database target = Database.open(url, "postgres", null)) {
      before = digests(source);
      try (Snapshot snapshot = Snapshot.of(source)) {
        Snapshot.SCHEMA.migrateTo(snapshot.contents().versions(), target.connections());
      }
    }
    Process process;
    try (Connection held = DriverManager.getConnection(url, "postgres", null)) {
      // The events are there, and then it waits to delete what the ledger has.
      held.setAutoCommit(false);
      try (Statement statement = held.createStatement()) {
        statement.execute("LOCK TABLE ledger_leaf IN SHARE MODE");
      }
      process = moving(url);
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> count(url, "domain_event") == 179);
      process.destroyForcibly();
      assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      held.rollback();
    }
    assertThat(count(url, "ledger_leaf")).isZero();
    try (Connection target = DriverManager.getConnection(url, "postgres", null)) {
      assertThat(ClosedStore.of(target)).isPresent();
    }

    process = moving(url);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("Moved 179 events", "Every event has its leaf");
    try (Database target = Database.open(url, "postgres", null)) {
      assertThat(digests(target)).containsAllEntriesOf(before);
    }
    CommandLineRun serving =
        CommandLineRun.of("serve", "--data", old.data().toString(), "--port", "0");
    assertThat(serving.exit()).isEqualTo(2);
    assertThat(serving.said())
        .contains("The store is closed: its log was moved to jdbc:postgresql:");
  }

  @Test
  void theCommandMovesALogToAxonServerAndBack() throws Exception {
    Map<String, String> settings = TestDatabases.postgres();
    Map<Table, Rows.Digest> before;
    try (Database source = oldStore();
        Database target = Database.open(settings.get("spring.datasource.url"), "postgres", null)) {
      Carrying.move(source, target, NOBODY);
      before = digests(target);
    }
    try (AxonServerStub server = new AxonServerStub()) {
      String address = "axonserver://" + server.address();
      assertThat(CommandLineRun.with(settings, "move", "--from", address))
          .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
          .satisfies(run -> assertThat(run.said()).contains("in PostgreSQL alone"));
      assertThat(CommandLineRun.with(settings, "move", "--to", address))
          .satisfies(run -> assertThat(run.said()).contains("179 events are in Axon Server"))
          .satisfies(run -> assertThat(run.exit()).isZero());
      assertThat(server.events()).hasSize(179);
      assertThat(CommandLineRun.with(settings, "move", "--to", address))
          .satisfies(run -> assertThat(run.exit()).isEqualTo(2))
          .satisfies(run -> assertThat(run.said()).contains("was moved to Axon Server"));
      assertThat(CommandLineRun.with(settings, "move", "--from", address))
          .satisfies(run -> assertThat(run.said()).contains("179 events are in PostgreSQL"))
          .satisfies(run -> assertThat(run.exit()).isZero());
    }
    try (Database target = Database.open(settings.get("spring.datasource.url"), "postgres", null)) {
      assertThat(digests(target)).containsAllEntriesOf(before);
    }
    for (String[] wrong :
        new String[][] {{"move"}, {"move", "--from", "jdbc:postgresql://localhost/x"}}) {
      assertThat(CommandLineRun.with(settings, wrong).exit()).isEqualTo(2);
    }
  }

  @Test
  void aFileIsClosedOnTheDiskWhenTheOtherStoreIsOpen() throws Exception {
    String url = Stores.file(old.data());
    Path asKilled = folder.resolve("as-killed");
    // Nothing is written before it is asked for.
    try (Database source =
            Database.open(url.replace("WRITE_DELAY=500", "WRITE_DELAY=600000"), null, null);
        Database target = store("file")) {
      Carrying.move(source, target, NOBODY);
      Files.createDirectory(asKilled);
      Files.copy(old.data().resolve("planledger.mv.db"), asKilled.resolve("planledger.mv.db"));
    }
    try (Database source = Database.open(Stores.file(asKilled), null, null)) {
      assertThat(ClosedStore.of(source.kept())).isPresent();
    }
  }

  private Process moving(String url) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "org.planledger.standalone.Planledger",
            "move",
            "--data",
            old.data().toString(),
            "--to",
            url,
            "--to-user",
            "postgres")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long count(String url, String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, "postgres", null);
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void nothingIsMovedOntoAnotherLogOrFromUnderANode() throws Exception {
    Map<String, String> settings = TestDatabases.postgres();
    String url = settings.get("spring.datasource.url");
    try (Database source = oldStore();
        Database other = Database.open(url, "postgres", null)) {
      Path another = folder.resolve("another");
      try (Database empty = Database.open(Stores.file(another), null, null)) {
        assertThatThrownBy(() -> Carrying.move(empty, other, NOBODY))
            .hasMessageContaining("holds no log");
      }
      Snapshot.SCHEMA.migrate(other.connections());
      append(JdbcClient.create(other.connections()));
      assertThatThrownBy(() -> Carrying.move(source, other, NOBODY))
          .hasMessageContaining("holds a log already");
      assertThat(ClosedStore.of(other.kept())).isEmpty();
      assertThat(ClosedStore.of(source.kept())).isEmpty();
      // It was moved away, and is another log than the one that is to be moved there.
      try (Database away = store("file")) {
        Carrying.move(other, away, NOBODY);
      }
      assertThatThrownBy(() -> Carrying.move(source, other, NOBODY))
          .hasMessageContaining("holds another log");
    }
    try (Connection node = DriverManager.getConnection(url, "postgres", null);
        Database source = Database.open(url, "postgres", null);
        Database target = store("file")) {
      assertThat(node.isValid(1)).isTrue();
      assertThatThrownBy(() -> Carrying.move(source, target, NOBODY))
          .hasMessageContaining("Nodes still work on " + source.title());
    }
    assertThatThrownBy(
            () -> Database.open(url.replaceFirst("/test[0-9]+", "/nothing"), "postgres", null))
        .isInstanceOf(CannotCarry.class)
        .hasMessageContaining("cannot be opened");
  }

  private static void append(JdbcClient database) {
    database
        .sql(
            """
            INSERT INTO domain_event (event_id, aggregate_id, sequence_number, recorded_at,
              payload_type, payload_revision, payload, meta_data)
            VALUES ('e', 'a', 0, '2026-01-01T00:00:00Z', 'PlanOpened', '1', '{}', '{}')\
            """)
        .update();
  }
}
