package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.axoniq.axonserver.grpc.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.axonserver.AxonServer;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.command.CommandSideApplication;
import org.planledger.faults.FaultyWire;
import org.planledger.ledger.verifier.Verifier;
import org.planledger.query.QuerySideApplication;
import org.planledger.store.TestDatabases;

/** Two nodes of the command side and one of the query side, on Axon Server and PostgreSQL. */
class AxonServerIT {
  private static final Duration BACK = Duration.ofSeconds(10);

  @TempDir private static Path folder;

  private static AxonServerStub server;
  private static FaultyWire database;
  private static Running commands;
  private static Running others;
  private static Running queries;
  private static Running.Answer whileAway;
  private static String readinessWhileAway;

  @BeforeAll
  static void startWithoutAxonServer() {
    server = new AxonServerStub();
    server.stop();
    Map<String, String> store = new HashMap<>(TestDatabases.postgres());
    URI postgres = URI.create(store.get("spring.datasource.url").substring("jdbc:".length()));
    database = new FaultyWire(postgres.getPort());
    store.computeIfPresent(
        "spring.datasource.url",
        (name, url) -> url.replace(":" + postgres.getPort(), ":" + database.port()));
    store.put("spring.profiles.active", "axonserver");
    store.put("axon.axonserver.servers", server.address());
    store.put("planledger.ledger.interval", "100ms");
    commands = Running.of(CommandSideApplication.class, store);
    assertThat(health(commands, "liveness")).isEqualTo("UP");
    readinessWhileAway = health(commands, "readiness");
    whileAway = soon(() -> opening(commands, "early", "early"));
    server.start();
    await().atMost(BACK).until(() -> health(commands, "readiness").equals("UP"));
    queries = Running.of(QuerySideApplication.class, store);
    others = Running.of(CommandSideApplication.class, store);
    await().atMost(BACK).until(() -> health(others, "readiness").equals("UP"));
  }

  @AfterAll
  static void stop() {
    others.close();
    commands.close();
    queries.close();
    server.close();
    database.close();
  }

  @Test
  void aNodeStartsWithoutAxonServerAndWorksOnceItIsThere() {
    assertThat(readinessWhileAway).isIn("DOWN", "OUT_OF_SERVICE");
    isUnavailable(whileAway);
    isTaken(opening(commands, "early", "early"));
  }

  @Test
  void whatIsCommandedThroughAnyNodeIsReadAndProven() throws Exception {
    isTaken(opening(commands, "agreed", "agreed"));
    sent(
        others,
        "AddProvision",
        "'planId':'agreed','provisionId':'vision','kind':'vision','text':{'en':'A"
            + " vision'},'on':'2017-05-02'");
    sent(
        commands,
        "ScheduleMeeting",
        "'meetingId':'m','body':'Group','number':'1','from':'2017-09-11','to':'2017-09-12'");
    sent(
        others,
        "AdoptAgenda",
        "'meetingId':'m','document':'m/1','items':[{'number':'1','title':{'en':'Plan'}}]");
    sent(commands, "OpenMeeting", "'meetingId':'m','on':'2017-09-11'");
    sent(
        others,
        "ProposeAmendment",
        "'planId':'agreed','amendmentId':'a1','proposer':'Ruritania','change':{'type':'text','provisionId':'vision','text':{'en':'A"
            + " better vision \ud83d\ude80'}},'on':'2017-09-11'");
    long position =
        sent(
            commands,
            "AgreeProvisionally",
            "'planId':'agreed','meetingId':'m','agendaItem':'1','paragraph':'1','items':[{'provisionId':'vision','amendments':['a1']}],'on':'2017-09-12'");
    Running.Answer draft =
        queries.get("/api/plans/agreed/provisions/vision?lang=en&minPosition=" + position);
    assertThat(draft.body().path("text").asText())
        .as("%s", draft.body())
        .isEqualTo("A better vision \ud83d\ude80");
    await()
        .atMost(BACK)
        .until(
            () -> queries.get("/api/ledger/status").body().path("position").asLong() >= position);
    Path since = Files.write(folder.resolve("since"), bytes("/api/ledger/checkpoint"));
    Path bundle = Files.write(folder.resolve("bundle.zip"), bytes("/api/ledger/bundle"));
    String key = queries.get("/api/ledger/status").body().path("keys").path(0).path("key").asText();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    int exit =
        Verifier.run(
            new String[] {"verify", bundle.toString(), "--vkey", key, "--since", since.toString()},
            both,
            both);
    assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isZero();
  }

  @Test
  void theCommandsOfAPlanGoToOneNodeWhicheverIsAsked() {
    Set<String> nodes = new HashSet<>();
    for (int plan = 0; plan < 8; plan++) {
      String id = "routed-" + plan;
      isTaken(opening(commands, id, id));
      for (Running node : List.of(others, commands, others)) {
        sent(
            node,
            "AddProvision",
            "'planId':'%s','provisionId':'p-%s','kind':'goal','text':{'en':'A goal'},'on':'2017-05-02'"
                .formatted(id, UUID.randomUUID()));
      }
      Set<String> handled = new HashSet<>(server.handledBy("plan:" + id));
      assertThat(server.handledBy("plan:" + id)).hasSize(4);
      assertThat(handled).hasSize(1);
      nodes.addAll(handled);
    }
    assertThat(nodes).hasSize(2);
  }

  @Test
  void whatANodeRefusesIsToldByTheOther() {
    isTaken(opening(commands, "refused", "refused"));
    for (Running node : List.of(commands, others)) {
      Running.Answer stale =
          node.command(
              "AddProvision",
              "{\"planId\":\"refused\",\"provisionId\":\"g\",\"kind\":\"goal\",\"text\":{\"en\":\"A"
                  + " goal\"},\"on\":\"2017-05-02\"}",
              "If-Match",
              "\"7\"");
      assertThat(stale.status()).isEqualTo(412);
      assertThat(stale.body().path("expected").asLong()).isEqualTo(7);
      assertThat(stale.body().path("actual").isIntegralNumber()).isTrue();
      assertThat(stale.body().path("since").isArray()).isTrue();
      Running.Answer again = opening(node, "refused", "another");
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.body().path("type").asText()).endsWith("rule-broken");
      assertThat(opening(node, "refused", "refused").body().path("revision").asLong()).isZero();
      Running.Answer field = node.command("RotateLedgerKey", "{\"key\":\"x\",\"reason\":\"r\"}");
      assertThat(field.status()).isEqualTo(422);
      assertThat(field.body().path("errors").path(0).path("pointer").asText()).isEqualTo("/key");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AXONIQ-2000, 200", "AXONIQ-2001, 413", "AXONIQ-2100, 503", "AXONIQ-3001, 503",
    "AXONIQ-3002, 413", "AXONIQ-9000, 503", "AXONIQ-9001, 503", "AXONIQ-9100, 503",
    "AXONIQ-9900, 503", "AXONIQ-1000, 503", "AXONIQ-0001, 503"
  })
  void anErrorOfAnAppendIsToldAs(String code, int status) throws Exception {
    String plan = "append-" + code;
    // A refusal is decided a second time.
    server.refuseAppend(code, status == 413 ? 2 : 1);
    isTold(opening(commands, plan, plan), status);
    isTaken(opening(others, plan, plan));
    assertThat(server.events("plan:" + plan)).hasSize(1);
    String counted = "planledger_axonserver_errors_total{code=\"%s\"}".formatted(code.substring(7));
    assertThat(metrics(commands).lines().anyMatch(line -> line.startsWith(counted)))
        .isEqualTo(code.startsWith("AXONIQ-9") || code.startsWith("AXONIQ-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "AXONIQ-2000, 1, 200", "AXONIQ-4004, 1, 200", "AXONIQ-4004, 30, 409", "AXONIQ-2001, 2, 413",
    "AXONIQ-3002, 2, 413", "AXONIQ-2100, 1, 503", "AXONIQ-3001, 1, 503", "AXONIQ-4003, 1, 503",
    "AXONIQ-4001, 1, 503", "AXONIQ-9100, 1, 503", "AXONIQ-4000, 1, 500", "AXONIQ-4002, 1, 500"
  })
  void anErrorOfSendingIsToldAs(String code, int times, int status) {
    AxonServer link = commands.part(AxonServer.class);
    await().atMost(BACK.multipliedBy(2)).until(() -> !link.isStarting());
    String plan = "sent-" + code + times;
    server.refuseDispatch(code, times);
    isTold(opening(commands, plan, plan), status);
    isTaken(opening(others, plan, plan));
    assertThat(server.events("plan:" + plan)).hasSize(1);
  }

  private static void isTold(Running.Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.retryAfter().isPresent()).isEqualTo(status == 503);
  }

  /** Whoever handles it may have fallen silent. */
  @Test
  void aCommandThatNobodyAnswersIsUnknownInTime() {
    server.ignoreDispatch();
    Running.Answer unknown = soon(() -> opening(commands, "ignored", "ignored"));
    isUnavailable(unknown);
    assertThat(unknown.body().path("detail").asText())
        .contains("may have been carried out", "Idempotency-Key");
    isTaken(opening(commands, "ignored", "ignored"));
    assertThat(server.events("plan:ignored")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatBecameOfACommandIsToldByItsKey(boolean stored) {
    String plan = "unknown-" + stored;
    server.dropAt("Title of " + plan, stored);
    Running.Answer unknown = soon(() -> opening(commands, plan, plan));
    assertThat(server.hasDropped()).isTrue();
    isUnavailable(unknown);
    assertThat(unknown.body().path("detail").asText())
        .contains("may have been carried out", "Idempotency-Key");
    assertThat(server.events("plan:" + plan)).hasSize(stored ? 1 : 0);
    await().atMost(BACK).until(() -> opening(others, plan, plan).status() == 200);
    Running.Answer again = opening(commands, plan, plan);
    isTaken(again);
    assertThat(again.body().path("revision").asLong()).isZero();
    assertThat(server.events("plan:" + plan)).hasSize(1);
    await().atMost(BACK).until(() -> health(commands, "readiness").equals("UP"));
    await().atMost(BACK).until(() -> health(others, "readiness").equals("UP"));
  }

  @Test
  void whenAxonServerWasAwayCommandsOfEveryKindAreTakenAgain() {
    isTaken(opening(commands, "away", "away"));
    server.stop();
    isUnavailable(soon(() -> opening(commands, "away-2", "away-2")));
    assertThat(health(commands, "liveness")).isEqualTo("UP");
    assertThat(health(commands, "readiness")).isIn("DOWN", "OUT_OF_SERVICE");
    assertThat(health(queries, "readiness")).isEqualTo("UP");
    assertThat(queries.get("/api/plans").status()).isEqualTo(200);
    await().atMost(BACK).until(() -> Double.isNaN(lag()));
    server.start();
    await().atMost(BACK).until(() -> lag() == 0);
    await()
        .atMost(BACK)
        .until(
            () ->
                opening(commands, "away-2", "away-2").status() == 200
                    && opening(others, "away-2", "away-2").status() == 200);
    await()
        .atMost(BACK)
        .until(
            () ->
                Stream.of(
                        "PlanCommand",
                        "MeetingCommand",
                        "ContributionCommand",
                        "ConsultationCommand",
                        "LedgerCommand")
                    .allMatch(name -> server.handlersOf(name) == 2));
    long position =
        sent(
            commands,
            "ScheduleMeeting",
            "'meetingId':'away','body':'Group','number':'3','from':'2017-09-11','to':'2017-09-12'");
    position =
        Math.max(
            position,
            sent(
                others,
                "SubmitContribution",
                "'contributionId':'away','submitter':'Ruritania','title':{'en':'Paper'},'document':'away/1','on':'2017-05-02'"));
    position =
        Math.max(position, sent(commands, "ErasePerson", "'person':'%s'".formatted("Ruritania")));
    assertThat(queries.get("/api/plans?minPosition=" + position).body().path("plans"))
        .extracting(listed -> listed.path("plan").asText())
        .contains("away-2");
  }

  @Test
  void whenPostgresWasAwayNothingIsLostAndCommandsAreTakenAgain() {
    isTaken(opening(commands, "database", "database"));
    database.cut();
    for (Running node : List.of(commands, others)) {
      isUnavailable(soon(() -> opening(node, "database-2", "database-2")));
    }
    for (Running node : List.of(commands, others, queries)) {
      assertThat(health(node, "liveness")).isEqualTo("UP");
      await().atMost(BACK).until(() -> !health(node, "readiness").equals("UP"));
    }
    database.mend();
    for (Running node : List.of(commands, others)) {
      await().atMost(BACK).until(() -> opening(node, "database-2", "database-2").status() == 200);
    }
    assertThat(server.events("plan:database-2")).hasSize(1);
    long position = opening(commands, "database-2", "database-2").body().path("position").asLong();
    await()
        .atMost(BACK)
        .until(() -> queries.get("/api/plans?minPosition=" + position).status() == 200);
    for (Running node : List.of(commands, others, queries)) {
      await().atMost(BACK).until(() -> health(node, "readiness").equals("UP"));
    }
  }

  @Test
  void whileAxonServerLacksWhatWasCopiedCommandsAreRefused() {
    long position = opening(commands, "copied", "copied").body().path("position").asLong();
    await()
        .atMost(BACK)
        .until(() -> queries.get("/api/plans?minPosition=" + position).status() == 200);
    Event last = server.events().getLast();
    server.stop();
    server.forgetFrom(server.events().size() - 1);
    server.start();
    for (Running node : List.of(commands, others)) {
      Running.Answer refused =
          await()
              .atMost(BACK)
              .until(
                  () -> opening(node, "lost", "lost"),
                  answer -> answer.body().path("type").asText().endsWith("read-only"));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.body().path("detail").asText())
          .contains(last.getMessageIdentifier(), "Restore");
    }
    assertThat(server.events("plan:lost")).isEmpty();
    server.stop();
    server.remember(List.of(last));
    server.start();
    await().atMost(BACK).until(() -> opening(commands, "lost", "lost").status() == 200);
    await().atMost(BACK).until(() -> opening(others, "lost", "lost").status() == 200);
    for (Running node : List.of(commands, others)) {
      await().atMost(BACK).until(() -> health(node, "readiness").equals("UP"));
    }
  }

  /** Events that are still to be copied, as the metrics have it: at once, whatever is away. */
  private static double lag() {
    return assertTimeout(
        Duration.ofSeconds(2),
        () ->
            metrics(queries)
                .lines()
                .filter(line -> line.startsWith("planledger_copy_lag"))
                .map(line -> Double.valueOf(line.replaceFirst(".* ", "")))
                .findFirst()
                .orElseThrow());
  }

  /** Within the time in which everyone is promised an answer. */
  private static Running.Answer soon(ThrowingSupplier<Running.Answer> asked) {
    return assertTimeout(Duration.ofSeconds(5), asked);
  }

  private static String health(Running node, String group) {
    return node.get("/actuator/health/" + group).body().path("status").asText();
  }

  private static Running.Answer opening(Running node, String plan, String key) {
    return node.command(
        "OpenPlan",
        """
        {"planId":"%s","title":{"en":"Title of %s"},"timeZone":"UTC","languages":["en"],
        "authoritativeLanguage":"en","on":"2017-05-01"}\
        """
            .formatted(plan, plan),
        "Idempotency-Key",
        key);
  }

  /** The position it was answered with. */
  private static long sent(Running node, String command, String fields) {
    return GivenPlan.send(node, command, fields).path("position").asLong();
  }

  private static byte[] bytes(String path) throws IOException, InterruptedException {
    return bytes(queries, path);
  }

  private static byte[] bytes(Running node, String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(node.url() + path)).build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private static String metrics(Running node) throws IOException, InterruptedException {
    return new String(bytes(node, "/actuator/prometheus"), StandardCharsets.UTF_8);
  }

  private static void isUnavailable(Running.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.retryAfter()).isPresent();
  }

  private static void isTaken(Running.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }
}
