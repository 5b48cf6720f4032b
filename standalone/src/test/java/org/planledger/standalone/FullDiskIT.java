package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.FaultyDisk;

/** A server whose disk is full for a while goes on by itself, with all that it has acknowledged. */
class FullDiskIT {
  private static final String URL = "spring.datasource.url";
  private static final String DRAFT = "/api/plans/full/draft";

  private final HttpClient http = HttpClient.newHttpClient();
  private @TempDir Path data;

  @Test
  void aServerGoesOnWhenThereIsRoomAgain() throws Exception {
    FilePath.register(new FaultyDisk());
    System.setProperty(
        URL,
        "jdbc:h2:durable:faulty:%s/planledger;WRITE_DELAY=500;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0"
            .formatted(data.toAbsolutePath()));
    Server server = Server.start(data, 0);
    Thread staying =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    server.stay();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    try {
      String url = server.url();
      assertThat(
              sent(
                      url,
                      "OpenPlan",
                      "'title':{'en':'Plan'},'timeZone':'UTC','languages':['en'],'authoritativeLanguage':'en'")
                  .statusCode())
          .isEqualTo(200);
      assertThat(added(url, "before").statusCode()).isEqualTo(200);

      FaultyDisk.isFull(true);
      isAway(added(url, "meanwhile"));
      isAway(added(url, "meanwhile"));
      JsonNode ready = body(asked(url, "/actuator/health/readiness"));
      assertThat(ready.path("status").asText()).isEqualTo("DOWN");
      assertThat(ready.at("/components/store/details/problems/0").asText())
          .contains("could not be written", "No space left on device");
      assertThat(asked(url, "/actuator/health/liveness").statusCode()).isEqualTo(200);

      FaultyDisk.isFull(false);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> asked(url, "/actuator/health/readiness").statusCode() == 200);
      HttpResponse<String> meanwhile = added(url, "meanwhile");
      assertThat(meanwhile.statusCode()).as("%s", meanwhile.body()).isEqualTo(200);
      HttpResponse<String> after = added(url, "after");
      assertThat(after.statusCode()).as("%s", after.body()).isEqualTo(200);
      JsonNode draft =
          body(asked(url, DRAFT + "?minPosition=" + body(after).path("position").asLong()));
      assertThat(draft.path("provisions"))
          .extracting(provision -> provision.path("id").asText())
          .containsExactly("before", "meanwhile", "after");
    } finally {
      FaultyDisk.isFull(false);
      System.clearProperty(URL);
      server.close();
      staying.join();
    }
  }

  private static void isAway(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private HttpResponse<String> added(String url, String provision) throws Exception {
    return sent(url, "AddProvision", "'provisionId':'%s','kind':'goal'".formatted(provision));
  }

  private HttpResponse<String> sent(String url, String command, String fields) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/api/commands/" + command))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", Integer.toHexString((command + fields).hashCode()))
            .POST(
                BodyPublishers.ofString(
                    "{'planId':'full',%s,'on':'2017-05-01'}".formatted(fields).replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> asked(String url, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
  }

  private static JsonNode body(HttpResponse<String> answer) throws IOException {
    return Running.json(answer.body());
  }
}
