package org.planledger.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {
  private static final String NOBODY = "Host: localhost\r\nConnection: close\r\n\r\n";
  private static ConfigurableApplicationContext application;
  private static int port;

  @BeforeAll
  static void start() {
    application =
        SpringApplication.run(
            Probe.class,
            "--spring.datasource.url=jdbc:h2:mem:problems;DB_CLOSE_DELAY=-1",
            "--server.port=0");
    port = ((ServletWebServerApplicationContext) application).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void onlyThisMachineCanConnectByDefault() {
    assertThat(application.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> {
                  try (java.net.Socket socket = new java.net.Socket()) {
                    socket.connect(new InetSocketAddress("127.0.0.2", port), 2_000);
                  }
                }))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerHasItsMembersAsDeclaredWithoutNullsAndIsoDaysAndSortedLanguages() throws Exception {
    StringBuilder texts = new StringBuilder();
    for (char letter = 'g'; letter <= 'z'; letter++) {
      texts.append(letter == 'g' ? "" : ",").append("\"l%s\":\"\u6587\"".formatted(letter));
    }
    Asked answer = Asked.get(port, "/api/plans/itu-2020/provisions/goal-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"plan\":\"itu-2020\",\"id\":\"goal-1\",\"on\":\"2017-09-12\","
                + "\"at\":\"2017-09-12T10:00:00.500Z\",\"texts\":{%s},\"counted\":\"7\"}"
                    .formatted(texts));
    assertThat(answer.head()).contains("content-type: [application/json]");
  }

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "CWG-SFP-2%2F6(Rev.2), CWG-SFP-2/6(Rev.2)",
    "a%2fb%2Fc, a/b/c",
    "a%252Fb, a%2Fb",
    "%2F, /",
    "%2E%2E%2Fx, ../x",
    "a%20b, a b",
    "%E6%96%87, \u6587"
  })
  void anIdInAPathMayBePercentEncoded(String path, String id) throws Exception {
    Asked answer = Asked.get(port, "/api/plans/%s/provisions/%s".formatted(path, path));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().path("plan").asText()).isEqualTo(id);
    assertThat(answer.json().path("id").asText()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nothing",
        "/api",
        "/error",
        "/index.html",
        "/api/plans/./provisions/..",
        "/api/plans/../provisions/x",
        "/api/plans/%2e%2e/provisions/x",
        "/api/plans/x/provisions/%2E",
        "/api/plans/a/b/provisions/x"
      })
  void anAddressWhereNothingIsServed(String path) throws Exception {
    assertThat(
            Asked.raw(port, "GET %s HTTP/1.1\r\n%s".formatted(path, NOBODY))
                .problem(404, "not-found")
                .path("detail")
                .asText())
        .isEqualTo("Nothing is served under this address; check it.");
  }

  @Test
  void aMethodThatIsNotPossibleNamesThoseThatAre() throws Exception {
    Asked answer = Asked.send(Asked.request(port, "/api/commands").GET().build());
    assertThat(answer.problem(405, "method-not-allowed").path("detail").asText())
        .isEqualTo("GET is not possible here; use POST.");
    assertThat(answer.head()).contains("allow: [POST]");
    assertThat(
            Asked.send(Asked.request(port, "/api/lists").DELETE().build())
                .problem(405, "method-not-allowed")
                .path("detail")
                .asText())
        .isEqualTo("DELETE is not possible here; use GET.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml", "image/png, text/plain;q=0.5"})
  void aRepresentationThatDoesNotExist(String accept) throws Exception {
    assertThat(
            Asked.get(port, "/api/plans/a/provisions/b", "Accept", accept)
                .problem(406, "not-acceptable")
                .path("detail")
                .asText())
        .isEqualTo("Ask for application/json.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/", "nonsense", "application/json;q=x", "a/b/c"})
  void aWishForARepresentationThatCannotBeRead(String accept) throws Exception {
    assertThat(
            Asked.get(port, "/api/plans/a/provisions/b", "Accept", accept)
                .problem(400, "malformed-request")
                .path("detail")
                .asText())
        .isEqualTo("The header Accept is no list of media types; ask for application/json.");
  }

  @Test
  void aProblemIsToldToWhoeverAsksForSomethingElse() throws Exception {
    Asked.get(port, "/nothing", "Accept", "text/html").problem(404, "not-found");
    Asked.get(port, "/api/refused", "Accept", "text/html").problem(422, "invalid-fields");
  }

  @Test
  void aBodyOfAnotherMediaType() throws Exception {
    Asked answer =
        Asked.send(
            Asked.request(port, "/api/commands", "Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))
                .build());
    assertThat(answer.problem(415, "unsupported-media-type").path("detail").asText())
        .isEqualTo("The body is text/plain; send application/json.");
    assertThat(answer.head()).contains("accept: [application/json]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "/"})
  void aBodyOfAMediaTypeThatIsNone(String type) throws Exception {
    Asked.raw(
            port,
            "POST /api/commands HTTP/1.1\r\nContent-Length: 2\r\n"
                + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                + NOBODY
                + "{}")
        .problem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/lists | The parameter limit is missing; give it.",
        "/api/lists?limit=many | The parameter limit is \"many\"; give a whole number.",
        "/api/lists?limit=99999999999 |"
            + " The parameter limit is \"99999999999\"; give a whole number.",
        "/api/lists?limit=3&newestFirst=perhaps |"
            + " The parameter newestFirst is \"perhaps\"; give true or false."
      })
  void aParameterThatIsMissingOrOfTheWrongForm(String path, String sentence) throws Exception {
    Asked answer = Asked.get(port, path);
    assertThat(answer.problem(400, "malformed-request").path("detail").asText())
        .isEqualTo(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/lists?limit=%zz", "/api/lists?limit=%ff", "/api/lists?limit=%"})
  void aParameterThatIsNotPercentEncoded(String path) throws Exception {
    Asked.raw(port, "GET %s HTTP/1.1\r\n%s".formatted(path, NOBODY))
        .problem(400, "malformed-request");
  }

  @Test
  void aRefusalIsToldWithItsMembers() throws Exception {
    assertThat(Asked.get(port, "/api/refused").body())
        .isEqualTo(
            "{\"type\":\"https://planledger.example/problems/invalid-fields\","
                + "\"title\":\"Fields are missing, unknown or of the wrong form\","
                + "\"status\":422,\"detail\":\"/on is no day.\","
                + "\"errors\":[{\"pointer\":\"/on\",\"detail\":\"is no day\"}]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/broken", "/api/endless", "/api/unwritable"})
  void aFailureOfOursIsLoggedUnderTheIncidentThatTheAnswerNames(String path, CapturedOutput log)
      throws Exception {
    Asked answer = Asked.get(port, path);
    String incident = answer.problem(500, "internal").path("incident").asText();
    assertThat(incident).hasSize(36);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo(
            "Something went wrong here, not with your request. Tell the operator the incident %s."
                .formatted(incident));
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(log.getOut()).contains("Incident " + incident);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a|b HTTP/1.1\r\n" + NOBODY,
        "GET /a{b} HTTP/1.1\r\n" + NOBODY,
        "GET /%zz HTTP/1.1\r\n" + NOBODY,
        "GET /% HTTP/1.1\r\n" + NOBODY,
        "GET /a%00b HTTP/1.1\r\n" + NOBODY,
        "GET /a%5Cb HTTP/1.1\r\n" + NOBODY,
        "GET /../x HTTP/1.1\r\n" + NOBODY,
        "GET /%2e%2e/x HTTP/1.1\r\n" + NOBODY,
        "GET x HTTP/1.1\r\n" + NOBODY,
        "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: x\r\n" + NOBODY,
        "G(T / HTTP/1.1\r\n" + NOBODY,
        "GET /api/plans/%ff/provisions/%C0%AF HTTP/1.1\r\n" + NOBODY
      })
  void aRequestThatTheServerItselfCannotUnderstand(String request) throws Exception {
    Asked.raw(port, request).problem(400, "malformed-request");
  }

  @ParameterizedTest
  @CsvSource({
    "GET / HTTP/3.7, 505, malformed-request",
    "TRACE / HTTP/1.1, 405, method-not-allowed",
    "NONSENSE /api/lists HTTP/1.1, 405, method-not-allowed"
  })
  void aRequestOfAKindThatIsNotServed(String line, int status, String kind) throws Exception {
    Asked.raw(port, (line + "\r\n" + NOBODY)).problem(status, kind);
  }

  @Test
  void headersThatAreTooLong() throws Exception {
    Asked.raw(port, "GET / HTTP/1.1\r\nX: %s\r\n%s".formatted("x".repeat(20_000), NOBODY))
        .problem(400, "malformed-request");
  }

  @Test
  void aBodyInBrokenChunks() throws Exception {
    Asked.raw(
            port,
            ("POST /api/commands HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + NOBODY
                + "zz\r\n{}\r\n0\r\n\r\n"))
        .problem(400, "malformed-request");
  }

  @Test
  void aTransferCodingThatNobodyKnows() throws Exception {
    Asked.raw(
            port,
            ("POST /api/commands HTTP/1.1\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: braids\r\n"
                + NOBODY))
        .problem(501, "malformed-request");
  }

  @Test
  void theHealthOfTheServerIsTold() throws Exception {
    Asked answer = Asked.get(port, "/actuator/health");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("status").asText()).isEqualTo("UP");
    Asked.get(port, "/actuator/env").problem(404, "not-found");
  }

  @Test
  void theRegisterOfTheApplicationServesItsDatabase() throws Exception {
    Asked first =
        Asked.send(
            Asked.request(port, "/api/names?name=Ms%20Diallo")
                .POST(BodyPublishers.noBody())
                .build());
    Asked again =
        Asked.send(
            Asked.request(port, "/api/names?name=Ms+Diallo").POST(BodyPublishers.noBody()).build());
    assertThat(first.body()).matches("p-[a-z2-7]{16}").isEqualTo(again.body());
  }
}
