package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.planledger.faults.Faults.Point;

/** Disks that are full: file systems in memory, mounted where a node or its database writes. */
class FullDiskFaultsIT {
  private static final int WRITERS = 4;
  private static final int MOST = 100_000;

  @BeforeAll
  static void needsRoot() {
    assumeTrue(SmallDisk.isPossible(), "NOT TRIED: a full disk; only root can mount a small one");
  }

  private static ConditionFactory soon() {
    return await().atMost(Faults.RECOVERS).pollInterval(Duration.ofMillis(10));
  }

  private static List<String> opened(Point point, Stage stage) throws IOException {
    List<String> plans = List.of(point.id("a"), point.id("b"));
    for (String plan : plans) {
      stage.open(plan);
    }
    return plans;
  }

  /** Of the one process on H2: first its keys' disk is full, then that of its database. */
  @Test
  void fullDiskOfH2() throws IOException {
    Faults.each(
        "fullDiskOfH2",
        0,
        10,
        point -> {
          Path folder = Faults.FOLDER.resolve("full-h2-" + UUID.randomUUID());
          Path keys = folder.resolve("keys");
          Map<String, String> settings = new HashMap<>();
          settings.put("planledger.ledger.keys", keys.toAbsolutePath().toString());
          settings.put(
              "planledger.checkpoints", folder.resolve("checkpoints").toAbsolutePath().toString());
          try (SmallDisk ofKeys = new SmallDisk(keys, 64);
              SmallDisk ofDatabase = new SmallDisk(folder.resolve("node"), 32 << 10);
              SmallDisk ofCheckpoints = new SmallDisk(folder.resolve("checkpoints"), 64);
              Stage stage = new Stage(folder)) {
            Node node = stage.add("node", Node.Part.BOTH, settings).start();
            node.awaitReady();
            List<String> plans = opened(point, stage);
            Writers writers =
                Writers.start(stage, point.history(), plans, WRITERS, MOST, point.seed());
            writers.awaitAcknowledged(point.random().nextInt(20, 100));

            ofKeys.fill();
            ofCheckpoints.fill();
            soon().until(() -> problems(node).contains("No space left"));
            writers.awaitAcknowledged(20);
            ofKeys.free();
            ofCheckpoints.free();
            soon().until(() -> problems(node).equals("[]"));

            ofDatabase.fill();
            awaitRefused(node, plans.getFirst());
            soon().until(() -> !node.isReady());
            assertThat(node.get("/actuator/health/readiness").body().toString())
                .contains("No space left");
            assertThat(node.health("liveness")).isEqualTo("UP");
            Thread.sleep(point.between(Duration.ofSeconds(1), Duration.ofSeconds(3)));
            ofDatabase.free();
            node.awaitReady();
            writers.awaitAcknowledged(20);
            writers.stop();
            stage.check(point.history(), plans);
          }
        });
  }

  /** Waits until commands are answered 503. Those of the writers may all insist. */
  private static void awaitRefused(Node node, String plan) {
    AtomicInteger tried = new AtomicInteger();
    soon()
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> node.addGoal(plan, "tried-" + tried.incrementAndGet()).status() == 503);
  }

  private static String problems(Node node) throws IOException {
    JsonNode status = Stage.status(node);
    return status.path("problems").toString();
  }

  /** Of a PostgreSQL with all that it writes. */
  @Test
  void fullDiskOfPostgres() throws IOException {
    Faults.each(
        "fullDiskOfPostgres",
        0,
        10,
        point -> {
          Path folder = Faults.FOLDER.resolve("full-postgres-" + UUID.randomUUID());
          try (SmallDisk disk = new SmallDisk(folder.resolve("database"), 160 << 10);
              Database database = new Database(folder.resolve("database/data"));
              Stage stage = new Stage(folder)) {
            Node node =
                stage
                    .add("node", Node.Part.BOTH, database.asStore(database.port(), "node"))
                    .start();
            node.awaitReady();
            List<String> plans = opened(point, stage);
            Writers writers =
                Writers.start(stage, point.history(), plans, WRITERS, MOST, point.seed());
            writers.awaitAcknowledged(point.random().nextInt(20, 100));
            disk.fill();
            awaitRefused(node, plans.getFirst());
            assertThat(node.health("liveness")).isEqualTo("UP");
            Thread.sleep(point.between(Duration.ofSeconds(1), Duration.ofSeconds(3)));
            disk.free();
            database.startAgainIfEnded();
            node.awaitReady();
            writers.awaitAcknowledged(20);
            writers.stop();
            stage.check(point.history(), plans);
          }
        });
  }
}
