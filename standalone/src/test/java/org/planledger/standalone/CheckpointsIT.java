package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.query.texts.Histories;
import org.planledger.store.TestDatabases;

/** A node answers the same whether it kept the texts, let them go, read them again or lost them. */
class CheckpointsIT {
  private static final String PLAN = "/api/plans/itu-2020";

  @TempDir Path folder;
  private List<JsonNode> before;

  @BeforeEach
  void importExample() throws IOException {
    try (Running planledger = start()) {
      assertThat(planledger.importExample().status()).isEqualTo(200);
      String more =
          IntStream.range(0, 150)
              .mapToObj(
                  i ->
                      ("{\"command\":\"AddProvision\",\"id\":\"more-%1$d\",\"actor\":\"Secretariat\","
                           + "\"body\":{\"planId\":\"itu-2020\",\"provisionId\":\"more-%1$d\",\"kind\":\"note\",\"text\":{\"en\":\"Note"
                           + " %1$d. %2$s\"},\"on\":\"2020-01-01\"}}")
                          .formatted(i, "And what it says. ".repeat(20)))
              .collect(Collectors.joining("\n"));
      assertThat(planledger.importing(more.getBytes(StandardCharsets.UTF_8), "").status())
          .isEqualTo(200);
      before = answers(planledger);
    }
    assertThat(files(".head")).isNotEmpty();
  }

  private Running start(String... properties) {
    Map<String, String> all = new HashMap<>(TestDatabases.h2(folder));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return Running.on(all);
  }

  private static List<JsonNode> answers(Running planledger) {
    List<JsonNode> answers = new ArrayList<>();
    for (String path :
        List.of(
            "/draft",
            "/draft?at=date:2018-03-01",
            "/draft?at=rev:20",
            "/diff?from=rev:3",
            "/search?q=the",
            "/translations")) {
      Running.Answer answer = ask(planledger, PLAN + path);
      answers.add(answer.body());
      if (path.equals("/draft")) {
        for (JsonNode provision : answer.body().path("provisions")) {
          String id = provision.path("id").asText();
          if (!id.startsWith("more")) {
            answers.add(ask(planledger, PLAN + "/provisions/" + id + "/history").body());
            answers.add(ask(planledger, PLAN + "/provisions/" + id + "/provenance").body());
          }
        }
      }
    }
    return answers;
  }

  /** H2 may open its file anew, during which names of persons cannot be read: 503, ask again. */
  private static Running.Answer ask(Running planledger, String path) {
    Running.Answer answer = planledger.get(path);
    if (answer.status() == 503 && answer.body().path("detail").asText().contains("The record")) {
      answer = planledger.get(path);
    }
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer;
  }

  private List<Path> files(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  private void damage(int from, int to) throws IOException {
    Path pages = files(".pages").getFirst();
    byte[] bytes = Files.readAllBytes(pages);
    Arrays.fill(bytes, from, to, (byte) 0);
    Files.write(pages, bytes);
  }

  private static double held(Running planledger, String name) {
    return planledger
        .get("/actuator/metrics/planledger.texts." + name)
        .body()
        .path("measurements")
        .path(0)
        .path("value")
        .asDouble();
  }

  @Test
  void afterARestartItAnswersTheSameFromTheCheckpoint() {
    try (Running planledger = start()) {
      assertThat(planledger.get(PLAN + "/draft").status()).isEqualTo(200);
      assertThat(held(planledger, "plans")).isEqualTo(1);
      assertThat(held(planledger, "revisions"))
          .isEqualTo(planledger.get(PLAN + "/draft").body().path("revision").asInt() + 1);
      assertThat(held(planledger, "held")).isPositive();
      assertThat(held(planledger, "most")).isEqualTo(512 << 20);
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itAnswersTheSameWhenNothingStaysInMemory() {
    try (Running planledger = start("planledger.memory", "1KB")) {
      assertThat(answers(planledger)).isEqualTo(before);
      assertThat(held(planledger, "plans")).isZero();
    }
  }

  @Test
  void itAnswersTheSameAfterARebuild() throws IOException {
    try (Running planledger = start()) {
      List<Long> told = new ArrayList<>();
      planledger.part(Histories.class).rebuild("itu-2020", told::add);
      assertThat(told.getLast())
          .isEqualTo(planledger.get(PLAN + "/draft").body().path("revision").asInt() + 1);
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itAnswersTheSameWhenAPageIsDamaged() throws IOException {
    damage(3 << 15, 4 << 15);
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itFollowsTheLogWhenAPageIsDamaged() throws IOException {
    damage(3 << 15, 4 << 15);
    try (Running planledger = start()) {
      assertThat(planledger.get(PLAN + "/draft?at=rev:3").status()).isEqualTo(200);
      assertThat(held(planledger, "plans")).isEqualTo(1);
      Running.Answer added =
          planledger.command(
              "AddProvision",
              """
              {"planId": "itu-2020", "provisionId": "late", "kind": "note",
               "text": {"en": "What came later."}, "on": "2020-01-02"}
              """);
      assertThat(added.status()).isEqualTo(200);
      Running.Answer draft =
          planledger.get(PLAN + "/draft?minPosition=" + added.body().path("position").asLong());
      assertThat(draft.status()).isEqualTo(200);
      assertThat(draft.body().path("provisions").findValuesAsText("id")).contains("late");
    }
  }

  @Test
  void itAnswersTheSameWhenAllPagesAreDamaged() throws IOException {
    damage(0, (int) Files.size(files(".pages").getFirst()));
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itAnswersTheSameWhenTheHeadIsDamaged() throws IOException {
    Files.write(files(".head").getFirst(), new byte[100]);
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void aQuestionWithABodyIsToBeAskedAgainWhenThePagesAreDamaged() throws IOException {
    damage(3 << 15, 4 << 15);
    try (Running planledger = start()) {
      String question = "{\"amendments\": [\"A-6.2-3\"]}";
      Running.Answer first = planledger.post(PLAN + "/what-if", question);
      assertThat(first.status()).isEqualTo(503);
      assertThat(first.body().path("detail").asText()).contains("Ask again");
      assertThat(planledger.post(PLAN + "/what-if", question).status()).isNotEqualTo(503);
    }
  }
}
