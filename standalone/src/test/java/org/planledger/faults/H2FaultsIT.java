package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.planledger.faults.Faults.Point;
import org.planledger.ledger.Note;
import org.planledger.standalone.Negotiation;

/** Faults of the one process on an embedded store. */
class H2FaultsIT {
  private static final int WRITERS = 4;
  private static final int MOST = 100_000;

  private static @Nullable Stage stage;

  @AfterAll
  static void stop() throws IOException {
    if (stage != null) {
      stage.close();
      stage = null;
    }
  }

  private interface OnNode {
    void at(Point point, Stage stage, Node node) throws Exception;
  }

  private static void each(String name, int few, int many, OnNode one) throws IOException {
    try {
      Faults.each(
          name,
          few,
          many,
          point -> {
            if (stage != null && stage.hasLongLog()) {
              stop();
            }
            if (stage == null) {
              stage = new Stage(Faults.FOLDER.resolve("h2-" + UUID.randomUUID()));
              stage.add("node", Node.Part.BOTH, Map.of()).start().awaitReady();
            }
            one.at(point, stage, stage.nodes().getFirst());
          });
    } catch (AssertionError failed) {
      stop();
      throw failed;
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Faults.RECOVERS).pollInterval(Duration.ofMillis(2));
  }

  /** When the process is killed. */
  private enum Moment {
    /** The witness has signed a checkpoint, and the node has not heard of it yet. */
    WITNESSED,
    /** There are leaves that no checkpoint covers. */
    TAKEN_UP,
    ANY
  }

  /** While it imports, and clients write. */
  @Test
  void killed() throws IOException {
    Moment[] moments = Moment.values();
    each(
        "killed",
        moments.length,
        50,
        (point, on, node) -> {
          List<String> plans = List.of(point.id("a"), point.id("b"));
          for (String plan : plans) {
            on.open(plan);
          }
          byte[] lines = negotiation(point.id("imported"), point.seed());
          Writers writers = Writers.start(on, point.history(), plans, WRITERS, MOST, point.seed());
          CompletableFuture<Node.Answer> importing =
              CompletableFuture.supplyAsync(() -> imported(node, lines));
          int revision = point.random().nextInt(1, 350);
          soon().until(() -> revision(node, point.id("imported")) >= revision);
          kill(on, node, moments[(int) (point.seed() % moments.length)]);
          assertThat(importing).as("the import's answer").failsWithin(Duration.ofSeconds(30));
          node.start().awaitReady();
          writers.awaitAcknowledged(20);
          writers.stop();
          Node.Answer again = imported(node, lines);
          assertThat(again.status()).as("%s", again.body()).isEqualTo(200);
          assertThat(again.body().path("repeated").asLong()).isPositive();
          on.check(point.history(), plans);
          isAsIfUndisturbed(node, point);
        });
  }

  private static void kill(Stage on, Node node, Moment moment) throws Exception {
    switch (moment) {
      case ANY -> node.kill();
      case WITNESSED -> {
        on.shownBy(node).killAt(0, node.process());
        assertThat(node.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
      case TAKEN_UP -> {
        Path key = on.keysOf(node).resolve("ledger.key");
        Path away = on.keysOf(node).resolve("away");
        Files.move(key, away);
        soon()
            .until(
                () -> {
                  JsonNode status = Stage.status(node);
                  return status.path("size").asLong() > status.at("/checkpoint/size").asLong() + 1
                      && status.path("problems").toString().contains("Nothing is signed");
                });
        node.kill();
        Files.move(away, key);
      }
    }
  }

  private static byte[] negotiation(String plan, long seed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Negotiation.write(new Negotiation.Size(plan, seed, 40, 3, 250), out, done -> {});
    return out.toByteArray();
  }

  private static Node.Answer imported(Node node, byte[] lines) {
    try {
      return node.importing(lines);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long revision(Node node, String plan) throws IOException {
    return node.get("/api/plans/%s/draft".formatted(plan)).body().path("revision").asLong(-1);
  }

  /** The same negotiation as another plan, imported at once, looks the same. */
  private static void isAsIfUndisturbed(Node node, Point point) throws IOException {
    String other = point.id("undisturbed");
    Node.Answer answer = imported(node, negotiation(other, point.seed()));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    long position = answer.body().path("position").asLong();
    List<String> expected = seen(node, other, position);
    List<String> seen = seen(node, point.id("imported"), position);
    assertThat(seen).hasSameSizeAs(expected);
    for (int line = 0; line < seen.size(); line++) {
      assertThat(seen.get(line)).isEqualTo(expected.get(line));
    }
  }

  /** What can be seen of an imported plan, but for its name and the times of recording. */
  private static List<String> seen(Node node, String plan, long position) throws IOException {
    String path = "/api/plans/" + plan;
    String minimum = "minPosition=" + position;
    List<JsonNode> all = new ArrayList<>();
    JsonNode latest = node.get(path + "/draft?" + minimum).body();
    all.add(latest);
    for (int revision = 0; revision < latest.path("revision").asInt(); revision += 29) {
      all.add(node.get(path + "/draft?at=rev:" + revision).body());
    }
    for (int meeting = 1; meeting <= 3; meeting++) {
      all.add(node.get("%s/draft?at=meeting:%s-%d".formatted(path, plan, meeting)).body());
    }
    all.add(node.get(path + "/amendments?" + minimum).body());
    JsonNode page = node.get(path + "/timeline?order=log").body();
    all.add(page);
    while (page.hasNonNull("next")) {
      page = node.get(path + "/timeline?order=log&after=" + page.path("next").asLong()).body();
      all.add(page);
    }
    return all.stream()
        .flatMap(
            answer ->
                answer
                    .toPrettyString()
                    .replace(plan, "the-plan")
                    .replaceAll("\"position\" : \\d+|\"next\" : \\d+", "\"position\" : 0")
                    .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"some time\"")
                    .lines())
        .toList();
  }

  /** Asked to end while clients write; afterwards the file tells of all that was signed. */
  @Test
  void terminatedOnH2() throws IOException {
    each(
        "terminatedOnH2",
        1,
        10,
        (point, on, node) -> {
          List<String> plans = List.of(point.id("a"), point.id("b"));
          for (String plan : plans) {
            on.open(plan);
          }
          Writers writers = Writers.start(on, point.history(), plans, WRITERS, MOST, point.seed());
          writers.awaitAcknowledged(point.random().nextInt(20, 100));
          node.terminate();
          assertThat(node.process().waitFor(40, TimeUnit.SECONDS)).isTrue();
          assertThat(node.process().exitValue()).isIn(0, 128 + 15);
          on.shownBy(node).take().forEach(on::told);
          on.told(on.outside(node));
          assertThat(kept(node)).containsAll(on.told());
          node.start().awaitReady();
          writers.awaitAcknowledged(10);
          writers.stop();
          on.check(point.history(), plans);
        });
  }

  /** The texts of all checkpoints in the file of a node that has ended. */
  private static List<String> kept(Node node) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:%s/planledger;IFEXISTS=TRUE".formatted(node.folder()));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT note FROM ledger_checkpoint")) {
      while (rows.next()) {
        texts.add(Note.parse(rows.getString(1)).text());
      }
    }
    return texts;
  }
}
