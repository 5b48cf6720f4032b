package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.planledger.faults.Faults.Point;
import org.planledger.faults.Faults.Try;
import org.planledger.ledger.Checkpoint;

/** Faults of two nodes of each side, of their database, and of what is between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoSidesFaults {
  static final Executor THREADS = Thread.ofVirtual()::start;

  static final int WRITERS = 6;
  static final int MOST = 100_000;

  private @Nullable TwoSides all;

  /** Starts the nodes, and what they work on. */
  abstract TwoSides started() throws IOException;

  /** How often something is tried in every run of the tests, of so often at most. */
  abstract int few(int most);

  @AfterAll
  void stop() throws IOException {
    if (all != null) {
      all.close();
      all = null;
    }
  }

  /** On the nodes of the try before, unless that failed. */
  final void each(String name, int few, int many, OnNodes one) throws IOException {
    Try onNodes =
        point -> {
          if (all != null && all.stage().hasLongLog()) {
            stop();
          }
          if (all == null) {
            all = started();
          }
          one.at(point, all);
        };
    try {
      Faults.each(name, few, many, onNodes);
    } catch (AssertionError failed) {
      stop();
      throw failed;
    }
  }

  /** What is done at a point. */
  interface OnNodes {
    void at(Point point, TwoSides on) throws Exception;
  }

  /** A fault under which clients write to two plans. */
  interface Fault {
    void happens(Writers writers) throws Exception;
  }

  static void whileWriting(Point point, TwoSides on, Fault fault) throws Exception {
    List<String> plans = List.of(point.id("a"), point.id("b"));
    for (String plan : plans) {
      on.stage().open(plan);
    }
    Writers writers =
        Writers.start(on.stage(), point.history(), plans, WRITERS, MOST, point.seed());
    writers.awaitAcknowledged(point.random().nextInt(10, 100));
    fault.happens(writers);
    writers.awaitAcknowledged(20);
    writers.stop();
    on.stage().check(point.history(), plans);
  }

  static Node oneOf(Point point, List<Node> nodes) {
    return nodes.get(point.random().nextInt(nodes.size()));
  }

  static ConditionFactory soon() {
    return await().atMost(Faults.RECOVERS).pollInterval(Duration.ofMillis(2));
  }

  static void pass(Duration time) throws InterruptedException {
    // How long a fault lasts is part of it.
    Thread.sleep(time);
  }

  @Test
  void manyWriters() throws IOException {
    each(
        "manyWriters",
        few(2),
        2,
        (point, on) -> {
          int count = point.number() % 2 == 0 ? 1 : 32;
          List<String> plans =
              IntStream.range(0, count).mapToObj(plan -> point.id("of" + plan)).toList();
          for (String plan : plans) {
            on.stage().open(plan);
          }
          int each = Faults.times(10, 200);
          Writers.start(on.stage(), point.history(), plans, 32, each, point.seed()).join();
          assertThat(point.history().notCarriedOut()).isEmpty();
          on.stage().check(point.history(), plans);
        });
  }

  @Test
  void commandNodeKilled() throws IOException {
    each(
        "commandNodeKilled",
        0,
        50,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Node victim = oneOf(point, on.stage().commands());
                  victim.kill();
                  writers.awaitAcknowledged(10);
                  victim.start().awaitReady();
                }));
  }

  /** When a node of the query side is killed. */
  private enum Moment {
    /** A checkpoint is signed and kept outside the database, and not in it. */
    KEPT_OUTSIDE,
    /** There are leaves that no checkpoint covers. */
    TAKEN_UP,
    /** The witness has signed a checkpoint, and the node has not heard of it yet. */
    WITNESSED,
    ANY
  }

  @Test
  void queryNodeKilled() throws IOException {
    Moment[] moments = Moment.values();
    each(
        "queryNodeKilled",
        0,
        50,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers ->
                    killed(point, on, moments[(int) (point.seed() % moments.length)])
                        .start()
                        .awaitReady()));
  }

  private static Node killed(Point point, TwoSides on, Moment moment) throws Exception {
    List<Node> nodes = on.stage().queries();
    return switch (moment) {
      case ANY -> {
        Node victim = oneOf(point, nodes);
        victim.kill();
        yield victim;
      }
      case WITNESSED -> {
        Node victim = oneOf(point, nodes);
        on.stage().shownBy(victim).killAt(0, victim.process());
        assertThat(victim.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        yield victim;
      }
      case TAKEN_UP -> {
        Node victim = oneOf(point, nodes);
        for (Node node : nodes) {
          Files.move(keyOf(on, node), keyOf(on, node).resolveSibling("away"));
        }
        soon().until(() -> isBehind(victim));
        victim.kill();
        for (Node node : nodes) {
          Files.move(keyOf(on, node).resolveSibling("away"), keyOf(on, node));
        }
        yield victim;
      }
      case KEPT_OUTSIDE -> {
        try (Connection heldBack = on.heldBack("ledger_checkpoint")) {
          AtomicReference<Node> ahead = new AtomicReference<>();
          soon()
              .until(
                  () -> {
                    for (Node node : nodes) {
                      if (Checkpoint.parse(on.stage().outside(node).text()).size()
                          > Stage.status(node).at("/checkpoint/size").asLong()) {
                        ahead.set(node);
                      }
                    }
                    return ahead.get() != null;
                  });
          on.stage().told(on.stage().outside(ahead.get()));
          ahead.get().kill();
          heldBack.rollback();
          yield ahead.get();
        }
      }
    };
  }

  private static Path keyOf(TwoSides on, Node node) {
    return on.stage().keysOf(node).resolve("ledger.key");
  }

  private static boolean isBehind(Node node) throws IOException {
    JsonNode status = Stage.status(node);
    return status.path("size").asLong() > status.at("/checkpoint/size").asLong() + 1
        && status.path("problems").toString().contains("Nothing is signed");
  }

  @Test
  void databaseKilled() throws IOException {
    each(
        "databaseKilled",
        0,
        20,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  areDrafted(on.stage().queries(), point.id("a"));
                  on.database().kill();
                  isAwayFrom(on.stage().nodes());
                  areDrafted(on.stage().queries(), point.id("a"));
                  pass(lasting(point));
                  on.database().startAgain();
                  on.stage().nodes().forEach(node -> isBack(point, on, node));
                }));
  }

  /** What nodes hold in memory they answer, whatever is away. */
  static void areDrafted(List<Node> nodes, String plan) throws IOException {
    for (Node node : nodes) {
      Node.Answer draft = node.get("/api/plans/%s/draft".formatted(plan));
      assertThat(draft.status()).as("%s: %s", node, draft.body()).isEqualTo(200);
    }
  }

  /** Something that is away is away for a minute at one point in five. */
  static Duration lasting(Point point) {
    return point.number() % 5 == 4 ? Duration.ofMinutes(1) : Duration.ZERO;
  }

  /** Nodes without their database say so, and answer all the same. */
  static void isAwayFrom(List<Node> nodes) throws Exception {
    for (Node node : nodes) {
      soon().until(() -> !node.isReady());
      assertThat(node.health("liveness")).as("%s", node).isEqualTo("UP");
      isMeasured(node);
    }
  }

  static void isMeasured(Node node) throws IOException {
    Node.Answer measured = node.get("/actuator/prometheus");
    assertThat(measured.status()).as("%s", node).isEqualTo(200);
    assertThat(measured.took())
        .as("/actuator/prometheus of %s", node)
        .isLessThan(Faults.PROMISED.dividedBy(3));
  }

  /** What becomes of a wire. */
  enum Broken {
    CUT_BEFORE(true),
    CUT_AFTER(true),
    SILENT(false),
    CUT(false),
    SLOW(false);

    /** Whether it happens when an event is appended. */
    final boolean atAppend;

    Broken(boolean atAppend) {
      this.atAppend = atAppend;
    }
  }

  static void broken(Point point, TwoSides on, Node node, FaultyWire wire, Broken kind)
      throws Exception {
    switch (kind) {
      case CUT_BEFORE, CUT_AFTER -> {
        wire.cutAt("AmendmentProposed", kind == Broken.CUT_AFTER);
        soon().until(wire::hasCut);
      }
      case CUT -> wire.cut();
      case SILENT -> wire.silence();
      case SLOW -> wire.delay(point.between(Duration.ofMillis(5), Duration.ofMillis(50)));
    }
    if (kind == Broken.SLOW) {
      pass(point.between(Duration.ofSeconds(1), Duration.ofSeconds(4)));
    } else {
      isAwayFrom(List.of(node));
      pass(point.between(Duration.ZERO, Duration.ofSeconds(3)));
    }
    wire.mend();
    isBack(point, on, node);
  }

  /** Asked to, by itself and in time. */
  static void isEnded(Node node) throws InterruptedException {
    assertThat(node.process().waitFor(40, TimeUnit.SECONDS)).as("%s has ended", node).isTrue();
    assertThat(node.process().exitValue()).as("exit code of %s", node).isIn(0, 128 + 15);
  }

  static Node other(List<Node> nodes, Node than) {
    return nodes.stream().filter(node -> node != than).findFirst().orElseThrow();
  }

  static long recorded(Node node, String plan, String mark) {
    AtomicReference<Node.Answer> answer = new AtomicReference<>();
    soon()
        .until(
            () -> {
              answer.set(node.addGoal(plan, mark));
              return answer.get().status() == 200;
            });
    return answer.get().body().path("position").asLong();
  }

  static void isBack(Point point, TwoSides on, Node node) {
    point.back().add(on.stage().awaitBack(node, point.id("a"), point.id("back-" + node)));
  }

  /**
   * A node of each side starts with a wrong clock, so that claims and events of others look old to
   * it, or still to come; then its clock jumps to the right time.
   */
  @Test
  void clock() throws IOException {
    long[] wrong = {-Duration.ofHours(1).toMillis(), Duration.ofHours(1).toMillis(), -5_000};
    each(
        "clock",
        0,
        9,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  List<Node> nodes =
                      List.of(
                          oneOf(point, on.stage().commands()), oneOf(point, on.stage().queries()));
                  for (Node node : nodes) {
                    node.kill();
                    on.clockOf(node).set(wrong[(int) (point.seed() % wrong.length)]);
                    node.start();
                  }
                  nodes.forEach(Node::awaitReady);
                  writers.awaitAcknowledged(50);
                  for (Node node : nodes) {
                    on.clockOf(node).set(0);
                  }
                  writers.awaitAcknowledged(50);
                }));
  }

  static Node.Answer opened(Node node, String plan) {
    try {
      return node.command(
          "OpenPlan",
          "'planId':'%s','title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en','on':'2017-05-01'"
              .formatted(plan),
          plan);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sentTwiceAtOnce() throws IOException {
    each(
        "sentTwiceAtOnce",
        0,
        200,
        (point, on) -> {
          List<Node> nodes = on.stage().commands();
          List<CompletableFuture<Node.Answer>> both =
              IntStream.range(0, 2)
                  .mapToObj(
                      i ->
                          CompletableFuture.supplyAsync(
                              () ->
                                  opened(
                                      nodes.get(point.number() % 3 == 0 ? 0 : i),
                                      point.id("twice")),
                              THREADS))
                  .toList();
          Node.Answer one = both.getFirst().join();
          Node.Answer two = both.getLast().join();
          assertThat(one.status()).as("%s", one.body()).isEqualTo(200);
          assertThat(two.body()).isEqualTo(one.body());
        });
  }

  @Test
  void startedWithoutDatabase() throws IOException {
    each(
        "startedWithoutDatabase",
        few(1),
        5,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Node node = oneOf(point, on.stage().nodes());
                  node.kill();
                  on.wireOf(node).cut();
                  node.start();
                  soon().until(() -> node.health("liveness").equals("UP"));
                  isAwayFrom(List.of(node));
                  pass(lasting(point));
                  on.wireOf(node).mend();
                  isBack(point, on, node);
                }));
  }
}
