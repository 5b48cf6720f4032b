package org.planledger.query.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.planledger.store.Repeated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Tells another server of the problems of the ledger, of the dead letters and of webhooks, as often
 * as they change, until it has taken note: {@code {"origin","problems":[..]}}, without problems
 * once all is well again.
 */
final class Alarm implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI url;
  private final String origin;
  private final Duration interval;
  private final Supplier<List<String>> problems;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  private final Repeated looking = new Repeated("ledger-alarm");
  private List<String> told = List.of();
  private @Nullable String failure;

  Alarm(URI url, String origin, Duration interval, Supplier<List<String>> problems) {
    this.url = url;
    this.origin = origin;
    this.interval = interval;
    this.problems = problems;
  }

  @Override
  public void start() {
    looking.start(interval, this::look);
  }

  private void look() {
    try {
      List<String> now = problems.get();
      if (now.equals(told)) {
        return;
      }
      int answered = tell(now);
      if (answered / 100 == 2) {
        told = now;
        failure = null;
      } else {
        failed("answered " + answered);
      }
    } catch (IOException | RuntimeException away) {
      // Whatever it is, also the database that is away: the next look tries again.
      failed(Objects.requireNonNullElse(away.getMessage(), away.toString()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private record Message(String origin, List<String> problems) {}

  private int tell(List<String> problems) throws IOException, InterruptedException {
    byte[] body = JSON.writeValueAsBytes(new Message(origin, problems));
    return http.send(
            HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void failed(String what) {
    if (!what.equals(failure)) {
      LOG.warn("The problems could not be told to {}: {}", url, what);
    }
    failure = what;
  }

  @Override
  public void stop() {
    looking.stop();
    http.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
