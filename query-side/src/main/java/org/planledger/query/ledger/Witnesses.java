package org.planledger.query.ledger;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.Signed;

/** All witnesses of the log, each asked by itself: a slow one keeps nobody waiting. */
final class Witnesses implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<WitnessClient> clients;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Witnesses(List<WitnessClient> clients) {
    this.clients = List.copyOf(clients);
  }

  List<WitnessClient> clients() {
    return clients;
  }

  /** Has the latest checkpoint cosigned, beside the caller. */
  void ask() {
    for (WitnessClient client : clients) {
      if (client.isIdle()) {
        threads.execute(client::ask);
      }
    }
  }

  /**
   * Asks each, before anything is signed, whether it has seen a later checkpoint than there is
   * here. One that does not answer in time is passed over.
   *
   * @return whether each has signed the latest checkpoint, now
   * @throws RolledBack where one has
   */
  boolean askBeforeSigning() {
    List<CompletableFuture<Boolean>> asked =
        clients.stream()
            .map(client -> CompletableFuture.supplyAsync(client::askAgain, threads))
            .toList();
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      // Those that have answered count.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
    for (WitnessClient client : clients) {
      String alarm = client.alarm();
      if (alarm != null) {
        Long size = client.alarmedAt();
        throw size == null
            ? new RolledBack(Code.FORK, alarm)
            : RolledBack.database(Code.FORK, alarm, size, null);
      }
    }
    return asked.stream().allMatch(answer -> answer.getNow(false));
  }

  /**
   * Asks each, before the first checkpoint of a log is signed, whether it knows the log already:
   * nothing else tells an empty database from a new one.
   *
   * @param nothing a checkpoint over no events
   * @throws RolledBack where one does
   * @throws IllegalStateException where one has not answered; it is to be asked again
   */
  void askWhetherNew(Signed nothing) throws InterruptedException {
    Map<WitnessClient, Future<Long>> asked = new LinkedHashMap<>();
    for (WitnessClient client : clients) {
      asked.put(client, threads.submit(() -> client.knows(nothing)));
    }
    List<String> silent = new ArrayList<>();
    for (Map.Entry<WitnessClient, Future<Long>> answer : asked.entrySet()) {
      URI url = answer.getKey().url();
      try {
        long size = answer.getValue().get();
        if (size > 0) {
          throw RolledBack.database(
              Code.TRUNCATED,
              "Witness %s has seen a checkpoint over %d events of %s, and here none was signed: the database is a new or an older one, and last-checkpoint is gone from the folder of keys. Restore the newest backup of both. Only if there is none, tell everybody who holds checkpoints, and start a log of another name (planledger.ledger.origin)"
                  .formatted(url, size, nothing.checkpoint().origin()),
              size,
              null);
        }
      } catch (ExecutionException failed) {
        silent.add("%s (%s)".formatted(url, failed.getCause()));
      }
    }
    if (!silent.isEmpty()) {
      throw new IllegalStateException(
          "Before the first checkpoint each witness has to say whether it knows the log, and nothing is signed until these have: %s. Take a witness that is gone for good out of the settings"
              .formatted(String.join(", ", silent)));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clients.forEach(WitnessClient::close);
  }
}
