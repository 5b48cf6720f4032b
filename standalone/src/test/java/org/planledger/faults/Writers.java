package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.planledger.faults.History.Operation;
import org.planledger.faults.History.Outcome;

/**
 * Clients that send one command after the other, each through another node than the last, until
 * they are stopped. Of the commands of which they do not know what became they send every second
 * again until they know; the others stay unknown. Now and then they read what they wrote.
 */
final class Writers {
  private static final int READS_EVERY = 8;

  /** Of all clients together: each is published, in seconds, and waited for. */
  private static final int DRAFTS = 4;

  private final History history;
  private final List<Node> commands;
  private final List<Node> queries;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger drafts = new AtomicInteger(DRAFTS);
  private volatile boolean stopping;

  private Writers(History history, List<Node> commands, List<Node> queries) {
    this.history = history;
    this.commands = commands;
    this.queries = queries;
  }

  /**
   * Starts some.
   *
   * @param plans which exist; one after the other is each client's
   * @param most how many commands each sends at most
   */
  static Writers start(
      Stage stage, History history, List<String> plans, int count, int most, long seed) {
    Writers writers = new Writers(history, stage.commands(), stage.queries());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int writer = i;
      SplittableRandom own = random.split();
      writers.running.add(
          writers.threads.submit(
              () ->
                  writers.write("client " + writer, plans.get(writer % plans.size()), most, own)));
    }
    return writers;
  }

  /** Waits until so many commands more are acknowledged. */
  void awaitAcknowledged(int more) {
    long enough = history.count(Outcome.OK) + more;
    await()
        .atMost(Faults.RECOVERS)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> isFailed() || history.count(Outcome.OK) >= enough);
  }

  private boolean isFailed() {
    return running.stream().anyMatch(one -> one.state() == Future.State.FAILED);
  }

  /** Waits for those that send a limited number of commands. */
  void join() throws InterruptedException {
    join(Duration.ofMinutes(5));
  }

  /** Has them send nothing new, and waits until they are done. */
  void stop() throws InterruptedException {
    stopping = true;
    join(Faults.RECOVERS.multipliedBy(2));
  }

  private void join(Duration longest) throws InterruptedException {
    try {
      CompletableFuture.allOf(
              running.stream()
                  .map(one -> CompletableFuture.runAsync(() -> joined(one), threads))
                  .toArray(CompletableFuture[]::new))
          .get(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("A client: " + e.getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void joined(Future<?> one) {
    try {
      one.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private Void write(String client, String plan, int most, SplittableRandom random)
      throws IOException {
    for (int i = 0; i < most && !stopping; i++) {
      String mark = "%s-%s-%d".formatted(plan, client.replace(' ', '-'), i);
      int drawn = random.nextInt(100);
      boolean allowed = drawn < 95;
      String command =
          drawn < 4 && drafts.getAndDecrement() > 0
              ? "IssueDraft"
              : drawn < 24 || !allowed ? "ProposeAmendment" : "AddProvision";
      Operation operation = sent(client, command, plan, mark, allowed, random);
      history.add(operation);
      if (operation.outcome() == Outcome.OK && i % READS_EVERY == 0 && !stopping) {
        readOwn(operation, random);
      }
    }
    return null;
  }

  private Operation sent(
      String client,
      String command,
      String plan,
      String mark,
      boolean allowed,
      SplittableRandom random) {
    String fields = fields(command, plan, mark, allowed);
    boolean insists = random.nextBoolean();
    List<String> told = new ArrayList<>();
    Outcome outcome = Outcome.FAILED;
    long revision = -1;
    long position = -1;
    long start = System.nanoTime();
    int first = random.nextInt(commands.size());
    for (int attempt = 0; ; attempt++) {
      Node node = commands.get((first + attempt) % commands.size());
      try {
        Node.Answer answer = node.command(command, fields, mark);
        told.add("%s: %d in %d ms".formatted(node, answer.status(), answer.took().toMillis()));
        assertThat(answer.status()).as("%s %s", mark, answer.body()).isNotEqualTo(500);
        if (answer.status() == 503) {
          assertThat(answer.saysWhen()).as("%s %s", mark, answer.body()).isTrue();
          assertThat(answer.took()).as("%s %s", mark, answer.body()).isLessThan(Faults.PROMISED);
        }
        outcome =
            answer.status() == 200
                ? Outcome.OK
                : answer.status() < 500 ? Outcome.FAILED : Outcome.UNKNOWN;
        revision = answer.body().path("revision").asLong(-1);
        position = answer.body().path("position").asLong(-1);
      } catch (ConnectException | HttpConnectTimeoutException never) {
        told.add(node + ": not reached");
      } catch (IOException lost) {
        told.add("%s: %s".formatted(node, lost));
        outcome = Outcome.UNKNOWN;
      }
      if (outcome == Outcome.OK) {
        break;
      }
      LockSupport.parkNanos(20_000_000);
      if (outcome == Outcome.FAILED || !insists) {
        break;
      }
    }
    return new Operation(
        client,
        command,
        plan,
        mark,
        allowed,
        outcome,
        told,
        revision,
        position,
        start,
        System.nanoTime());
  }

  /** Not allowed: of a provision that there is not. */
  private static String fields(String command, String plan, String mark, boolean allowed) {
    String own =
        switch (command) {
          case "ProposeAmendment" ->
              "'amendmentId':'%s','proposer':'Ruritania','change':{'type':'text','provisionId':'%s','text':{'en':'A vision of %s'}}"
                  .formatted(mark, allowed ? "vision" : "nowhere", mark);
          case "IssueDraft" -> "'document':'%s'".formatted(mark);
          default ->
              "'provisionId':'%s','kind':'goal','text':{'en':'The goal %s'}".formatted(mark, mark);
        };
    return "'planId':'%s',%s,'on':'2017-09-11'".formatted(plan, own);
  }

  /**
   * Any node of the query side has it, or says that it cannot yet. No provision is shown: there may
   * be thousands, and as many readers as clients.
   */
  private void readOwn(Operation operation, SplittableRandom random) {
    Node node = queries.get(random.nextInt(queries.size()));
    try {
      Node.Answer answer =
          node.get(
              "/api/plans/%s/draft?status=ADOPTED&minPosition=%d"
                  .formatted(operation.plan(), operation.position()));
      assertThat(answer.status()).as("%s from %s", operation, node).isIn(200, 503);
      if (answer.status() == 200) {
        assertThat(answer.body().path("revision").asLong())
            .as("%s from %s", operation, node)
            .isGreaterThanOrEqualTo(operation.revision());
      }
    } catch (IOException away) {
      // Then it is read by the last check.
    }
  }
}
