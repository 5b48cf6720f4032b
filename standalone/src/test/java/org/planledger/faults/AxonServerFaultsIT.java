package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes of each side on Axon Server and PostgreSQL. */
class AxonServerFaultsIT extends TwoSidesFaults {
  @Override
  TwoSides started() throws IOException {
    return TwoSides.onAxonServer();
  }

  /** The other set-up tries them. */
  @Override
  int few(int most) {
    return 0;
  }

  /** All nodes lose Axon Server at once. */
  @Test
  void axonServerAway() throws IOException {
    each(
        "axonServerAway",
        1,
        20,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  on.stage().nodes().forEach(node -> on.wireToAxonServer(node).cut());
                  isAwayFrom(on.stage().commands());
                  for (Node node : on.stage().queries()) {
                    assertThat(node.isReady()).as("%s", node).isTrue();
                  }
                  areDrafted(on.stage().queries(), point.id("a"));
                  pass(lasting(point));
                  on.stage().nodes().forEach(node -> on.wireToAxonServer(node).mend());
                  on.stage().nodes().forEach(node -> isBack(point, on, node));
                }));
  }

  /** Of one node: to Axon Server, and now and then to the database. */
  @Test
  void wire() throws IOException {
    Broken[] kinds = Broken.values();
    each(
        "wire",
        0,
        20,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Broken kind = kinds[(int) (point.seed() % kinds.length)];
                  boolean toDatabase = !kind.atAppend && point.random().nextBoolean();
                  Node node = oneOf(point, toDatabase ? on.stage().nodes() : on.stage().commands());
                  broken(
                      point,
                      on,
                      node,
                      toDatabase ? on.wireOf(node) : on.wireToAxonServer(node),
                      kind);
                }));
  }

  @Test
  void startedWithoutAxonServer() throws IOException {
    each(
        "startedWithoutAxonServer",
        0,
        5,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Node node = oneOf(point, on.stage().commands());
                  node.kill();
                  on.wireToAxonServer(node).cut();
                  node.start();
                  soon().until(() -> node.health("liveness").equals("UP"));
                  isAwayFrom(List.of(node));
                  pass(lasting(point));
                  on.wireToAxonServer(node).mend();
                  isBack(point, on, node);
                }));
  }

  /** The node that copies the log is frozen in a transaction: another one goes on with it. */
  @Test
  void copyingNodeFrozen() throws IOException {
    each(
        "copyingNodeFrozen",
        0,
        10,
        (point, on) -> {
          List<String> plans = List.of(point.id("a"), point.id("b"));
          for (String plan : plans) {
            on.stage().open(plan);
          }
          Node copies;
          try (Connection heldBack = on.heldBack("domain_event")) {
            // It is answered before it is copied.
            recorded(oneOf(point, on.stage().commands()), plans.getFirst(), point.id("before"));
            copies =
                soon()
                    .until(
                        () -> on.waiting("INSERT INTO domain_event"), waiting -> !waiting.isEmpty())
                    .getFirst();
            copies.freeze();
            heldBack.rollback();
          }
          String after =
              "?minPosition="
                  + recorded(
                      other(on.stage().commands(), copies), plans.getLast(), point.id("meanwhile"));
          String draft = "/api/plans/%s/draft".formatted(plans.getLast());
          Node reads = other(on.stage().queries(), copies);
          soon().until(() -> reads.get(draft + after).status() == 200);
          pass(Duration.ofSeconds(Faults.times(0, 30)));
          Writers writers =
              Writers.start(on.stage(), point.history(), plans, WRITERS, MOST, point.seed());
          copies.thaw();
          copies.awaitReady();
          writers.awaitAcknowledged(20);
          writers.stop();
          on.stage().check(point.history(), plans);
        });
  }

  /** A node of either side is asked to end. */
  @Test
  void terminated() throws IOException {
    each(
        "terminated",
        0,
        20,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Node victim = oneOf(point, on.stage().nodes());
                  victim.terminate();
                  isEnded(victim);
                  writers.awaitAcknowledged(10);
                  victim.start().awaitReady();
                }));
  }
}
