package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.query.texts.Histories;
import org.planledger.store.TestDatabases;
import org.slf4j.LoggerFactory;

/**
 * A node answers the same, byte for byte, whether it kept the texts, let them go, read them again
 * or lost them. Of each plan there is a checkpoint, and more in the log than the checkpoint holds.
 */
class CheckpointsIT {
  private static final String PLAN = "/api/plans/itu-2020";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path written;
  private static List<String> before;
  private static String known;

  @TempDir Path folder;

  @BeforeAll
  static void importExample() throws IOException {
    try (Running planledger = start(written)) {
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
      GivenPlan other =
          new GivenPlan(planledger, "other")
              .provision("a", "'text':{'en':'We serve all people.','zh':'我们为所有人服务。'}")
              .text("b", "Two.");
      other.propose("O1", "a", "We serve.");
      other.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['O1']}");
      known = other.knownNow();
      assertThat(planledger.get(PLAN + "/draft").status()).isEqualTo(200);
    }
    assertThat(files(written, ".head")).hasSize(2);
    writeMore();
  }

  /** Of this the checkpoints know nothing. */
  private static void writeMore() {
    try (Running planledger =
        start(written, "planledger.checkpoints", written.resolve("elsewhere").toString())) {
      String plan = "'planId':'other',";
      GivenPlan.send(
          planledger,
          "ProposeAmendment",
          plan
              + "'amendmentId':'O2','proposer':'Ruritania','change':{'type':'text','provisionId':'a','text':{'en':'We"
              + " serve all people, always.'}},'on':'2017-09-11'");
      GivenPlan.send(
          planledger,
          "AgreeProvisionally",
          plan
              + "'meetingId':'other-2','agendaItem':'1','items':[{'provisionId':'a','amendments':['O2']}],'on':'2018-01-15'");
      GivenPlan.send(
          planledger,
          "ProposeAmendment",
          plan
              + "'amendmentId':'O3','proposer':'Ruritania','change':{'type':'text','provisionId':'b','text':{'en':'Two"
              + " and more.'}},'on':'2017-09-11'");
      GivenPlan.send(planledger, "CloseMeeting", "'meetingId':'other-1','on':'2017-09-12'");
      long last = planledger.get(PLAN + "/draft").body().path("revision").asLong();
      GivenPlan.send(
          planledger,
          "AddProvision",
          "'planId':'itu-2020','provisionId':'late','kind':'note','text':{'en':'What was"
              + " late.'},'on':'2018-03-01'");
      long position =
          GivenPlan.send(
                  planledger,
                  "CorrectRecord",
                  "'planId':'itu-2020','revision':%d,'annul':true,'reason':'Twice.'"
                      .formatted(last))
              .path("position")
              .asLong();
      assertThat(planledger.get(PLAN + "/draft?minPosition=" + position).status()).isEqualTo(200);
      before = answers(planledger);
    }
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(written)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(written.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private Running start(String... properties) {
    return start(folder, properties);
  }

  private static Running start(Path data, String... properties) {
    Map<String, String> all = new HashMap<>(TestDatabases.h2(data));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return Running.on(all);
  }

  /** What is asked of every plan, of every kind of point. */
  private static List<String> answers(Running planledger) {
    List<String> answers = new ArrayList<>();
    for (String point :
        List.of(
            "",
            "at=rev:20",
            "at=date:2018-03-01",
            "at=meeting:CWG-SFP-2",
            "at=doc:CWG-SFP-2%2F6(Rev.2)",
            "knownAt=" + known,
            "at=date:2018-03-01&knownAt=" + known,
            "at=meeting:CWG-SFP-2&lang=en&knownAt=" + known)) {
      answers.add(ask(planledger, PLAN + "/draft?" + point));
      answers.add(ask(planledger, PLAN + "/provisions/value-1?" + point));
      answers.add(ask(planledger, PLAN + "/provisions/value-1/provenance?" + point));
      answers.add(ask(planledger, PLAN + "/translations?" + point));
    }
    for (String point :
        List.of("", "at=date:2017-09-11", "at=meeting:other-1", "at=rev:3", "knownAt=" + known)) {
      answers.add(ask(planledger, "/api/plans/other/draft?" + point));
      answers.add(ask(planledger, "/api/plans/other/provisions/a/provenance?" + point));
    }
    for (String path :
        List.of(
            "/api/plans/other/provisions/a/history",
            "/api/plans/other/search?q=all+people",
            "/api/plans/other/amendments/O3/rebase",
            PLAN + "/diff?from=rev:3",
            PLAN + "/diff?from=meeting:CWG-SFP-2&to=latest&knownAt=" + known,
            PLAN + "/redline?from=doc:CWG-SFP-2%2F6(Rev.2)",
            PLAN + "/amendments/A-6.2-3/rebase",
            PLAN + "/search?q=the")) {
      answers.add(ask(planledger, path));
    }
    for (JsonNode provision : planledger.get(PLAN + "/draft").body().path("provisions")) {
      String id = provision.path("id").asText();
      if (!id.startsWith("more")) {
        answers.add(ask(planledger, PLAN + "/provisions/" + id + "/history"));
      }
    }
    answers.add(whatIf(planledger, PLAN, "A-6.2-3"));
    answers.add(whatIf(planledger, "/api/plans/other", "O3"));
    return answers;
  }

  private static String whatIf(Running planledger, String plan, String amendment) {
    return body(
        HttpRequest.newBuilder(URI.create(planledger.url() + plan + "/what-if"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"amendments\":[\"%s\"]}".formatted(amendment)))
            .build());
  }

  private static String ask(Running planledger, String path) {
    return body(HttpRequest.newBuilder(URI.create(planledger.url() + path)).build());
  }

  /**
   * H2 may open its file anew, during which names of persons cannot be read, and a question with a
   * body may meet a damaged page: 503, ask again.
   */
  private static String body(HttpRequest request) {
    try {
      HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 503) {
        answer = HTTP.send(request, BodyHandlers.ofString());
      }
      assertThat(answer.statusCode()).as("%s: %s", request.uri(), answer.body()).isEqualTo(200);
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Path> files(Path data, String end) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("checkpoints"))) {
      return files.filter(file -> file.toString().endsWith(end)).toList();
    }
  }

  /** Pages of the larger plan. */
  private Path pages() throws IOException {
    return files(folder, ".pages").stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  private void damage(int from, int to) throws IOException {
    Path pages = pages();
    byte[] bytes = Files.readAllBytes(pages);
    Arrays.fill(bytes, from, to, (byte) 0);
    Files.write(pages, bytes);
  }

  /** Has a checkpoint of all that is in the log, so that no page is read at start. */
  private void writeAll() {
    try (Running planledger = start()) {
      assertThat(planledger.get(PLAN + "/draft").status()).isEqualTo(200);
    }
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
    Logger log = (Logger) LoggerFactory.getLogger(Histories.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    try (Running planledger = start("planledger.memory", "1KB")) {
      log.addAppender(told);
      assertThat(answers(planledger)).isEqualTo(before);
      assertThat(held(planledger, "plans")).isZero();
      String large = "plan:" + PLAN.substring(PLAN.lastIndexOf('/') + 1) + " takes ";
      assertThat(told.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(message -> message.startsWith(large))
          .singleElement()
          .asString()
          .endsWith("Raise planledger.memory");
    } finally {
      log.detachAppender(told);
    }
  }

  @Test
  void itAnswersTheSameWhenThereIsRoomForOneOfItsPlans() {
    double all;
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
      assertThat(held(planledger, "plans")).isEqualTo(2);
      all = held(planledger, "held");
    }
    String room = (long) all / 1024 - 48 + "KB";
    try (Running planledger = start("planledger.memory", room)) {
      assertThat(answers(planledger)).isEqualTo(before);
      assertThat(answers(planledger)).isEqualTo(before);
      await()
          .untilAsserted(
              () -> {
                assertThat(held(planledger, "held")).isLessThan(held(planledger, "most"));
                assertThat(held(planledger, "plans")).isEqualTo(1);
              });
    }
  }

  @Test
  void itAnswersTheSameAfterARebuild() throws IOException {
    try (Running planledger = start()) {
      Histories histories = planledger.part(Histories.class);
      LongAdder told = new LongAdder();
      assertThat(histories.rebuild(told::increment))
          .isEqualTo(new Histories.Rebuilt(List.of(), List.of()));
      assertThat(histories.plans()).hasSizeGreaterThan(1);
      assertThat(told.sum())
          .isEqualTo(histories.plans().values().stream().mapToLong(Long::longValue).sum());
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
    writeAll();
    damage(3 << 15, 4 << 15);
    try (Running planledger = start()) {
      assertThat(planledger.get(PLAN + "/draft?at=rev:3").status()).isEqualTo(200);
      assertThat(held(planledger, "plans")).isEqualTo(1);
      Running.Answer added =
          planledger.command(
              "AddProvision",
              """
              {"planId": "itu-2020", "provisionId": "later", "kind": "note",
               "text": {"en": "What came later."}, "on": "2020-01-02"}
              """);
      assertThat(added.status()).isEqualTo(200);
      Running.Answer draft =
          planledger.get(PLAN + "/draft?minPosition=" + added.body().path("position").asLong());
      assertThat(draft.status()).isEqualTo(200);
      assertThat(draft.body().path("provisions").findValuesAsText("id")).contains("later");
    }
  }

  @Test
  void itAnswersTheSameWhenAllPagesAreDamaged() throws IOException {
    damage(0, (int) Files.size(pages()));
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itAnswersTheSameWhenTheHeadIsDamaged() throws IOException {
    for (Path head : files(folder, ".head")) {
      Files.write(head, new byte[100]);
    }
    try (Running planledger = start()) {
      assertThat(answers(planledger)).isEqualTo(before);
    }
  }

  @Test
  void itAnswersTheSameWhereverAFileIsDamagedOrCut() throws IOException {
    try (Running planledger = start()) {
      List<String> questions = List.of(PLAN + "/draft", PLAN + "/draft?at=rev:20");
      List<String> right = questions.stream().map(each -> ask(planledger, each)).toList();
      Path head =
          files(folder, ".head").stream()
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      Path pages = pages();
      Map<Path, byte[]> good =
          Map.of(head, Files.readAllBytes(head), pages, Files.readAllBytes(pages));
      for (Path file : List.of(head, pages)) {
        byte[] bytes = good.get(file);
        for (int i = 0; i < 40; i++) {
          int at = (int) ((long) bytes.length * i / 40);
          byte[] bad = i % 4 == 0 ? Arrays.copyOf(bytes, at) : bytes.clone();
          if (i % 4 > 0) {
            bad[at] ^= 1;
          }
          replace(file.equals(head) ? pages : head, good.get(file.equals(head) ? pages : head));
          replace(file, bad);
          planledger.part(Histories.class).readAgain("plan:itu-2020");
          assertThat(questions.stream().map(each -> ask(planledger, each)).toList())
              .as("%s at %d", file, at)
              .isEqualTo(right);
        }
      }
    }
  }

  /** Another file in the place of one that may still be mapped into memory. */
  private void replace(Path file, byte[] bytes) throws IOException {
    Path fresh = Files.write(folder.resolve("fresh"), bytes);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aCheckpointOfALogThatWentOnOtherwiseIsNotUsed() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    try (Running planledger = start()) {
      add(planledger, "one");
    }
    try (Stream<Path> files = Files.walk(written)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(written.resolve("checkpoints")))
              .toList()) {
        Files.copy(
            file,
            folder.resolve(written.relativize(file).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    String elsewhere = folder.resolve("elsewhere").toString();
    try (Running planledger = start("planledger.checkpoints", elsewhere)) {
      add(planledger, "other");
    }
    assertThat(checkpoints).isNotEmptyDirectory();
    try (Running planledger = start()) {
      assertThat(planledger.get(PLAN + "/draft").body().path("provisions").findValuesAsText("id"))
          .contains("other")
          .doesNotContain("one");
    }
  }

  private static void add(Running planledger, String id) {
    long position =
        GivenPlan.send(
                planledger,
                "AddProvision",
                "'planId':'itu-2020','provisionId':'%s','kind':'note','text':{'en':'More.'},'on':'2020-01-02'"
                    .formatted(id))
            .path("position")
            .asLong();
    assertThat(ask(planledger, PLAN + "/draft?minPosition=" + position)).contains(id);
  }

  @Test
  void aQuestionWithABodyIsToBeAskedAgainWhenThePagesAreDamaged() throws IOException {
    writeAll();
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
