package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.planledger.command.CommandSideApplication;
import org.planledger.query.QuerySideApplication;
import org.planledger.store.ReadOnly;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each side alone, on one PostgreSQL. */
class TwoSidesIT {
  @Test
  void whatOneSideRecordsTheOtherAnswers() throws IOException {
    Map<String, String> store = TestDatabases.postgres();
    try (Running commands = Running.of(CommandSideApplication.class, store);
        Running queries = Running.of(QuerySideApplication.class, store)) {
      long lines = commands.importExample().body().path("lines").asLong();
      assertThat(lines).isPositive();
      JsonNode opened =
          commands
              .command(
                  "OpenPlan",
                  """
                  {"planId":"two","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
                  "authoritativeLanguage":"en","on":"2017-05-01"}\
                  """)
              .body();
      String minimum = "minPosition=" + opened.path("position").asLong();
      assertThat(queries.get("/api/plans?" + minimum).body().path("plans"))
          .extracting(plan -> plan.path("plan").asText())
          .containsExactly("itu-2020", "two");
      assertThat(queries.get("/api/plans/two/draft?" + minimum).status()).isEqualTo(200);
      assertThat(queries.get("/api/plans/itu-2020/provisions/vision").status()).isEqualTo(200);
      assertThat(queries.command("OpenPlan", "{}").status()).isEqualTo(404);
      assertThat(commands.get("/api/plans").status()).isEqualTo(404);
      assertThat(figures(commands, queries)).containsAll(onDashboard());
      whatOperatorsAskOneSideForTheOtherDoes(commands, queries);
      whatOneSideFindsKeepsTheOtherFromRecording(commands, queries);
    }
  }

  private static void whatOneSideFindsKeepsTheOtherFromRecording(
      Running commands, Running queries) {
    String close = "{\"planId\":\"two\",\"provisionId\":\"none\",\"on\":\"2017-05-03\"}";
    assertThat(commands.command("RemoveProvision", close).status()).isNotEqualTo(503);
    ReadOnly found = queries.part(ReadOnly.class);
    found.begin(new ReadOnly.Found(4711, null, "a test says so"));
    Running.Answer refused =
        await()
            .until(
                () -> commands.command("RemoveProvision", close), answer -> answer.status() == 503);
    assertThat(refused.body().path("type").asText()).endsWith("/problems/read-only");
    assertThat(refused.body().path("detail").asText()).contains("a test says so");
    assertThat(refused.retryAfter()).isEmpty();
    assertThat(queries.get("/api/plans/two/draft").status()).isEqualTo(200);
    found.end();
    await()
        .until(() -> commands.command("RemoveProvision", close), answer -> answer.status() != 503);
  }

  private static void whatOperatorsAskOneSideForTheOtherDoes(Running commands, Running queries) {
    JdbcClient database = queries.part(JdbcClient.class);
    database
        .sql(
            "ALTER TABLE log_entry ADD CONSTRAINT refused CHECK (NOT (stream = 'plan:two' AND"
                + " revision IN (1, 2)))")
        .update();
    for (String provision : List.of("vision", "mission", "values")) {
      GivenPlan.send(
          commands,
          "AddProvision",
          "'planId':'two','provisionId':'%s','kind':'goal','text':{'en':'A text'},'on':'2017-05-02'"
              .formatted(provision));
    }
    JsonNode waiting =
        await()
            .until(
                () -> queries.get("/api/operations/dead-letters").body().at("/deadLetters/0"),
                found -> found.path("waiting").asLong() == 3);
    String given =
        "'group':'lists','sequence':'plan:two','letter':'%s','reason':'Entered by mistake'"
            .formatted(waiting.at("/letters/0/event").asText());
    long discarded = GivenPlan.send(commands, "DiscardDeadLetter", given).path("position").asLong();
    JsonNode left = queries.get("/api/operations/dead-letters?minPosition=" + discarded).body();
    assertThat(left.at("/deadLetters/0/letters/0/revision").asLong()).isEqualTo(2);
    assertThat(left.at("/discarded/0/reason").asText()).isEqualTo("Entered by mistake");
    database.sql("ALTER TABLE log_entry DROP CONSTRAINT refused").update();
    long retried =
        GivenPlan.send(commands, "RetryDeadLetter", "'group':'lists','sequence':'plan:two'")
            .path("position")
            .asLong();
    assertThat(
            queries
                .get("/api/operations/dead-letters?minPosition=" + retried)
                .body()
                .path("deadLetters"))
        .isEmpty();
    assertThat(queries.get("/api/plans/two/timeline").body().path("entries"))
        .extracting(entry -> entry.path("revision").asLong())
        .containsExactly(0L, 2L, 3L);
  }

  private static Set<String> onDashboard() throws IOException {
    Set<String> asked =
        names(
            Files.readString(Path.of("../docker/dashboard.json")),
            "\\b(planledger|http_server|hikaricp|jvm)_\\w+");
    assertThat(asked).contains("planledger_log_appended_events_total");
    // Only where the log is in Axon Server.
    asked.remove("planledger_copy_lag_events");
    return asked;
  }

  private static Set<String> figures(Running... nodes) {
    return Stream.of(nodes)
        .flatMap(node -> names(node.text("/actuator/prometheus"), "(?m)^\\w+").stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> names(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }
}
