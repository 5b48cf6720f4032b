package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two nodes of each side on PostgreSQL alone: what depends on who waits for a lock there, too. */
class PostgresFaultsIT extends TwoSidesFaults {
  @Override
  TwoSides started() throws IOException {
    return TwoSides.onPostgres();
  }

  @Override
  int few(int most) {
    return most;
  }

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
                  Node node =
                      oneOf(point, kind.atAppend ? on.stage().commands() : on.stage().nodes());
                  broken(point, on, node, on.wireOf(node), kind);
                }));
  }

  /**
   * Nodes are stopped in the middle of transactions that others wait for: one of the ledger or of
   * the lists, and one of a command that writes to two streams.
   */
  @Test
  void frozen() throws IOException {
    each(
        "frozen",
        1,
        10,
        (point, on) -> {
          List<String> plans = List.of(point.id("a"), point.id("b"));
          for (String plan : plans) {
            on.stage().open(plan);
          }
          String table = point.seed() % 2 == 0 ? "ledger_leaf" : "log_entry";
          Node writer = oneOf(point, on.stage().commands());
          Node reader;
          AtomicReference<CompletableFuture<?>> command =
              new AtomicReference<>(CompletableFuture.completedFuture(null));
          try (Connection readers = on.heldBack(table)) {
            recorded(writer, plans.getFirst(), point.id("before"));
            reader =
                soon()
                    .until(() -> on.waiting("INSERT INTO " + table), waiting -> !waiting.isEmpty())
                    .getFirst();
            try (Connection writers = on.heldBack("domain_event")) {
              soon()
                  .until(
                      () -> {
                        // A busy node may give it up before it is seen to wait.
                        if (command.get().isDone()) {
                          command.set(
                              CompletableFuture.runAsync(
                                  () -> issued(writer, plans.getFirst(), point.id("frozen")),
                                  THREADS));
                        }
                        return on.waiting("INSERT INTO domain_event").contains(writer);
                      });
              writer.freeze();
              reader.freeze();
              writers.rollback();
            }
            readers.rollback();
          }
          Node other = other(on.stage().queries(), reader);
          String minimum =
              "?minPosition="
                  + recorded(
                      other(on.stage().commands(), writer),
                      plans.getFirst(),
                      point.id("meanwhile"));
          for (String path :
              List.of(
                  "/api/plans/%s/amendments".formatted(plans.getFirst()), "/api/ledger/events")) {
            soon().until(() -> other.get(path + minimum).status() == 200);
          }
          Writers writers =
              Writers.start(on.stage(), point.history(), plans, WRITERS, MOST, point.seed());
          // Longer than anybody waits for it.
          pass(Duration.ofSeconds(Faults.times(0, 30)));
          reader.thaw();
          writer.thaw();
          command.get().get(60, TimeUnit.SECONDS);
          writers.awaitAcknowledged(20);
          writers.stop();
          on.stage().check(point.history(), plans);
        });
  }

  private static void issued(Node node, String plan, String document) {
    try {
      node.command(
          "IssueDraft",
          "'planId':'%s','document':'%s','on':'2017-09-11'".formatted(plan, document),
          document);
    } catch (IOException unknown) {
      // The log says what became of it: both events are there, or none.
    }
  }

  /** A node is asked to end: what it has begun is carried out and answered, on either side. */
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
                  boolean reads = point.number() % 2 == 1;
                  Node victim = oneOf(point, reads ? on.stage().queries() : on.stage().commands());
                  CompletableFuture<Node.Answer> begun;
                  try (Connection heldBack =
                      reads ? on.closed("amendment") : on.heldBack("domain_event")) {
                    begun =
                        CompletableFuture.supplyAsync(
                            () ->
                                reads
                                    ? amended(victim, point.id("a"))
                                    : opened(victim, point.id("last")),
                            THREADS);
                    String statement =
                        reads ? "SELECT * FROM amendment" : "INSERT INTO domain_event";
                    soon().until(() -> on.waiting(statement).contains(victim));
                    victim.terminate();
                    soon().until(() -> !victim.isReady());
                    heldBack.rollback();
                  }
                  assertThat(begun.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
                  isEnded(victim);
                  victim.start().awaitReady();
                }));
  }

  private static Node.Answer amended(Node node, String plan) {
    try {
      return node.get("/api/plans/%s/amendments".formatted(plan));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Statements that do not end take all connections. */
  @Test
  void exhausted() throws IOException {
    each(
        "exhausted",
        0,
        5,
        (point, on) ->
            whileWriting(
                point,
                on,
                writers -> {
                  Node writer = on.stage().commands().getFirst();
                  double threads = threads(writer);
                  try (Connection heldBack = on.heldBack("domain_event")) {
                    soon().until(() -> on.waiting("INSERT INTO domain_event").contains(writer));
                    List<CompletableFuture<Node.Answer>> asked = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                      String mark = point.id("stuck" + i);
                      asked.add(CompletableFuture.supplyAsync(() -> opened(writer, mark), THREADS));
                    }
                    for (CompletableFuture<Node.Answer> one : asked) {
                      Node.Answer answer = one.get(60, TimeUnit.SECONDS);
                      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
                      assertThat(answer.took()).as("%s", answer.body()).isLessThan(Faults.PROMISED);
                    }
                    assertThat(writer.health("liveness")).isEqualTo("UP");
                    isMeasured(writer);
                    heldBack.rollback();
                  }
                  writer.awaitReady();
                  // The server keeps those of the requests for a minute, and there are no others.
                  assertThat(threads(writer)).isLessThan(threads + 60);
                }));
  }

  private static double threads(Node node) throws IOException {
    return node.get("/actuator/metrics/jvm.threads.live")
        .body()
        .at("/measurements/0/value")
        .asDouble();
  }
}
