package org.planledger.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What is answered while a database cannot be reached, whichever it is. */
abstract class AwayContract {
  /** Starts a database server and tells its address. */
  abstract String start() throws Exception;

  abstract void stop() throws Exception;

  @Test
  void theDatabaseGoesAwayWhileTheApplicationRuns() throws Exception {
    try (ConfigurableApplicationContext application =
        SpringApplication.run(
            Probe.class,
            "--spring.datasource.url=" + start(),
            "--spring.datasource.hikari.connection-timeout=300",
            "--server.port=0")) {
      int port = ((ServletWebServerApplicationContext) application).getWebServer().getPort();
      assertThat(Asked.get(port, "/api/events").body()).isEqualTo("[]");
      assertThat(register(port, "before").status()).isEqualTo(200);
      stop();
      for (int attempt = 0; attempt < 3; attempt++) {
        isAway(Asked.get(port, "/api/events"));
        isAway(register(port, "after-" + attempt));
      }
    }
  }

  private static Asked register(int port, String name) throws Exception {
    return Asked.send(
        Asked.request(port, "/api/names?name=" + name).POST(BodyPublishers.noBody()).build());
  }

  private static void isAway(Asked answer) {
    assertThat(answer.problem(503, "unavailable").path("detail").asText())
        .startsWith("The record cannot be reached at the moment. Send the request again;");
    assertThat(answer.head()).contains("retry-after: [1]");
  }
}
