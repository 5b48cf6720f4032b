package org.planledger.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planledger.command.CommandSideApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class CommandsEndpointIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static ConfigurableApplicationContext application;

  private final HttpClient http = HttpClient.newHttpClient();

  record Answer(int status, HttpResponse<String> response, JsonNode body) {}

  @BeforeAll
  static void start() {
    application =
        SpringApplication.run(
            CommandSideApplication.class,
            "--spring.datasource.url=jdbc:h2:mem:endpoint;DB_CLOSE_DELAY=-1",
            "--server.port=0");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void aCommandIsAnsweredWithItsRevisionPositionAndEvent() throws Exception {
    Answer opened = open("first");
    assertThat(opened.status()).isEqualTo(200);
    assertThat(opened.response().headers().firstValue("ETag")).contains("\"0\"");
    assertThat(opened.body().toString())
        .isEqualTo(
            "{\"aggregate\":\"first\",\"revision\":0,\"position\":%d,\"events\":[\"PlanOpened\"]}"
                .formatted(opened.body().path("position").asLong()));
    assertThat(opened.body().path("position").asLong()).isPositive();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"planId\":\"x\",\"amendmentId\":\"a\",\"reasn\":\"b\"} | 422 | /reasn",
        "{\"planId\":7,\"amendmentId\":\"a\"} | 422 | /planId",
        "{\"planId\":\"x\",\"amendmentId\":\"a\",\"reason\":\"b\\u0000\"} | 422 | /reason",
        "{\"planId\":\"x\",\"amendmentId\":\"a\",\"reason\":\"\\ud800\"} | 422 | /reason",
        "{\"planId\":\"x\",\"amendmentId\":\"a\",\"\\ud800\":1} | 400 | ``",
        "{\"planId\":\"x\",\"amendmentId\":\"a\"}} | 400 | ``",
        "{\"planId\":\"x\",\"amendmentId\":\"a\"} | 404 | ``"
      })
  void aCommandThatIsRefusedSaysWhereAndWritesNothing(String body, int status, String pointer)
      throws Exception {
    long before = count("domain_event");
    Answer answer = post("WithdrawAmendment", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.response().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    assertThat(answer.body().path("errors").path(0).path("pointer").asText()).isEqualTo(pointer);
    assertThat(count("domain_event")).isEqualTo(before);
  }

  @Test
  void aBodyMayBeOneMebibyteAndNotOneByteMore() throws Exception {
    open("large");
    String command =
        "{\"planId\":\"large\",\"provisionId\":\"v\",\"kind\":\"vision\",\"text\":{\"en\":\"A.\"}";
    String spaces = " ".repeat((1 << 20) - command.length() - 1);
    Answer tooLarge = post("AddProvision", command + spaces + " }");
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.body().path("detail").asText())
        .isEqualTo("The body is longer than 1 MiB (1,048,576 bytes); send it in smaller parts.");
    assertThat(post("AddProvision", "x".repeat(8 << 20)).status()).isEqualTo(413);
    assertThat(post("AddProvision", command + spaces + "}").status()).isEqualTo(200);
  }

  @Test
  void aRefusedCommandRegistersNobody() throws Exception {
    long before = count("person");
    String proposal =
        "{\"planId\":\"x\",\"amendmentId\":\"a\",\"change\":{\"type\":\"remove\",\"provisionId\":"
            + "\"%s\"},\"proposer\":\"%s\"}";
    assertThat(post("ProposeAmendment", proposal.formatted("..", "A stranger")).status())
        .isEqualTo(422);
    Answer nobody = post("ProposeAmendment", proposal.formatted("v", "p-aaaabbbbccccdddd"));
    assertThat(nobody.status()).isEqualTo(422);
    assertThat(nobody.body().path("detail").asText())
        .isEqualTo(
            "/proposer is the id of nobody; give a name, or the id of one who is registered.");
    assertThat(count("person")).isEqualTo(before);
  }

  @Test
  void theSameNameIsTheSamePersonSoThatACommandSentTwiceIsRepeated() throws Exception {
    String body =
        "{\"contributionId\":\"c\",\"submitter\":\"Cote\\u0302\",\"title\":{\"en\":\"T\"},"
            + "\"document\":\"2/6\"%s}";
    Answer first = post("SubmitContribution", body.formatted(""), "Idempotency-Key", "once");
    Answer again =
        post(
            "SubmitContribution",
            body.formatted(",\"on\":null").replace("e\\u0302", "\u00EA"),
            "Idempotency-Key",
            "once");
    assertThat(first.status()).as("%s", first.body()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    Answer other =
        post(
            "SubmitContribution",
            body.formatted(",\"on\":\"2017-09-01\""),
            "Idempotency-Key",
            "once");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.body().path("type").asText()).endsWith("/key-reused");
  }

  @Test
  void aCommandThatDoesNotExistNamesTheNearest() throws Exception {
    Answer answer = post("AgreeProvisionaly", "{}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("There is no command AgreeProvisionaly. AgreeProvisionally is probably meant.");
  }

  private Answer open(String planId) throws Exception {
    return post(
        "OpenPlan",
        """
        {"planId": "%s", "title": {"en": "Plan"}, "timeZone": "Europe/Zurich",
         "languages": ["en"], "authoritativeLanguage": "en"}
        """
            .formatted(planId));
  }

  private Answer post(String command, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%s/api/commands/%s"
                        .formatted(
                            application.getEnvironment().getProperty("local.server.port"),
                            command)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response, JSON.readTree(response.body()));
  }

  private static long count(String table) {
    return application
        .getBean(JdbcClient.class)
        .sql("SELECT count(*) FROM " + table)
        .query(Long.class)
        .single();
  }
}
