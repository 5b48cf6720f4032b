package org.planledger.axonserver;

import io.axoniq.axonserver.connector.AxonServerConnection;
import io.axoniq.axonserver.connector.event.EventChannel;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.planledger.store.RecordAway;

/** The connection to Axon Server: it comes back by itself, and nobody waits for it. */
public final class AxonServer {
  private static final Duration START = Duration.ofSeconds(10);

  private final AxonServerConnectionManager connections;
  private final Duration patience;
  private final long started = System.nanoTime();

  /**
   * On a connection.
   *
   * @param patience how long an answer is waited for
   */
  AxonServer(AxonServerConnectionManager connections, Duration patience) {
    this.connections = connections;
    this.patience = patience;
  }

  private AxonServerConnection connection() {
    return connections.getConnection();
  }

  /** Whether it is connected, and knows the commands that this node handles. */
  public boolean isReady() {
    return connection().isReady();
  }

  /** Whether a command may have no handler for the moment only. */
  public boolean isStarting() {
    return System.nanoTime() - started < START.toNanos() || !isReady();
  }

  /**
   * Goes on only with a connection.
   *
   * @throws RecordAway when there is none
   */
  public void require() {
    if (!connection().isConnected()) {
      throw RecordAway.nothingRecorded(
          new ConnectException("There is no connection to Axon Server"));
    }
  }

  /**
   * Where events are.
   *
   * @throws RecordAway when there is no connection
   */
  EventChannel events() {
    require();
    return connection().eventChannel();
  }

  /**
   * The token of the last event; -1: there is none.
   *
   * @throws RecordAway when it cannot be told
   */
  long lastToken() {
    return read(events().getLastToken());
  }

  /** An answer that changes nothing. */
  <T> T read(CompletableFuture<T> answer) {
    try {
      return await(answer);
    } catch (ExecutionException e) {
      throw Faults.ofRead(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw Faults.ofRead(e);
    }
  }

  <T> T await(CompletableFuture<T> answer) throws ExecutionException, TimeoutException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RecordAway.unknown(e);
    }
  }
}
