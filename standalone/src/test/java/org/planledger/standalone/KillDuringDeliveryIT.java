package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed after a receiver took an event, and before it knows so. */
class KillDuringDeliveryIT {
  @TempDir private static Path data;

  private final List<String> revisions = new CopyOnWriteArrayList<>();
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final CountDownLatch killed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer receiver;

  @BeforeEach
  void receive() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.setExecutor(threads);
    receiver.createContext("/", this::take);
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
    revisions.add(body.replaceFirst(".*\"revision\":([0-9]+).*", "$1"));
    if (revisions.size() == 2) {
      try {
        killed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    try (exchange) {
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Test
  void whatMayNotHaveBeenTakenIsSentAgainAndNothingIsLeftOut() throws Exception {
    Process first = server();
    try (BufferedReader output = first.inputReader()) {
      Client client = new Client(output.readLine().replaceFirst(".* ", ""));
      client.command(
          "OpenPlan",
          Map.of(
              "planId", "killed",
              "title", Map.of("en", "Killed"),
              "timeZone", "UTC",
              "languages", List.of("en"),
              "authoritativeLanguage", "en"));
      client.command(
          "SubscribeWebhook",
          Map.of(
              "webhookId",
              "site",
              "url",
              "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort())));
      for (int n = 1; n <= 3; n++) {
        client.command(
            "AddProvision",
            Map.of(
                "planId",
                "killed",
                "provisionId",
                "p" + n,
                "kind",
                "goal",
                "text",
                Map.of("en", "A text")));
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> revisions.size() == 2);
      first.toHandle().destroyForcibly();
      assertThat(first.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      killed.countDown();
    } finally {
      first.destroyForcibly();
    }
    Process second = server();
    try (BufferedReader output = second.inputReader()) {
      assertThat(output.readLine()).contains("http://");
      // What the killed process had claimed is free again after a minute.
      await().atMost(Duration.ofMinutes(3)).until(() -> revisions.contains("3"));
      // That the first was taken may have been recorded, or not yet be in the file.
      assertThat(revisions).isIn(List.of("1", "2", "2", "3"), List.of("1", "2", "1", "2", "3"));
      assertThat(ids.get(1)).isEqualTo(ids.get(ids.size() - 2));
      assertThat(ids.stream().distinct()).hasSize(3);
    } finally {
      second.destroyForcibly();
      second.waitFor();
    }
  }

  private static Process server() throws IOException {
    return ServerProcess.start(
        data, "-Dplanledger.webhooks.networks=127.0.0.1", "-Dplanledger.webhooks.timeout=5s");
  }
}
