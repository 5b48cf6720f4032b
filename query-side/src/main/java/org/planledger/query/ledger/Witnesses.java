package org.planledger.query.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.planledger.ledger.bundle.Finding.Code;

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
   * @throws RolledBack where one has
   */
  void askBeforeSigning() {
    List<CompletableFuture<Void>> asked =
        clients.stream()
            .map(client -> CompletableFuture.runAsync(client::askAgain, threads))
            .toList();
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      // Those that have answered count.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
    for (WitnessClient client : clients) {
      String alarm = client.alarm();
      if (alarm != null) {
        throw new RolledBack(Code.FORK, alarm);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    clients.forEach(WitnessClient::close);
  }
}
