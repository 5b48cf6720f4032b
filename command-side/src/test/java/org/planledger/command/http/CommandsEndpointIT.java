package org.planledger.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.planledger.command.CommandSideApplication;
import org.planledger.command.decision.Request;
import org.planledger.paper.word.WordDocument;
import org.planledger.store.Positions;
import org.planledger.store.ReadOnly;
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
  void whatIsAnsweredInNoFormThatIsAcceptedIsNotCarriedOut() throws Exception {
    open("unread");
    long before = count("domain_event");
    String command = "{\"planId\":\"unread\",\"provisionId\":\"v\",\"kind\":\"vision\"}";
    String line =
        "{\"command\":\"AddProvision\",\"id\":\"unread-1\",\"data\":%s}".formatted(command);
    for (String accept : List.of("text/html", "nonsense")) {
      Answer answer = post("AddProvision", command, "Accept", accept);
      assertThat(answer.status()).isEqualTo(406);
      assertThat(answer.body().path("detail").asText()).isEqualTo("Ask for application/json.");
      assertThat(send("imports", "application/x-ndjson", line, "Accept", accept).status())
          .isEqualTo(406);
    }
    assertThat(count("domain_event")).isEqualTo(before);
  }

  @Test
  void aCommandThatDoesNotExistNamesTheNearest() throws Exception {
    Answer answer = post("AgreeProvisionaly", "{}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo("There is no command AgreeProvisionaly. AgreeProvisionally is probably meant.");
    assertThat(post("ProposeTogether", "{\"proposals\":[]}").status()).isEqualTo(404);
  }

  @Test
  void anApprovalThatARuleRefusesIsRecordedOnceUnderItsKey() throws Exception {
    open("approved");
    post(
        "ScheduleMeeting",
        "{\"meetingId\":\"unopened\",\"body\":\"Group\",\"number\":\"1\",\"from\":\"2017-09-11\",\"to\":\"2017-09-12\"}");
    String agreement =
        "{\"planId\":\"approved\",\"meetingId\":\"%s\",\"agendaItem\":\"1\",\"items\":[{\"provisionId\":\"v\",\"amendments\":[\"a\"]}],\"on\":\"2017-09-11\"%s}";
    String refusable = agreement.formatted("unopened", "");
    long before = operations("ApprovalRefused").size();

    Answer first = post("AgreeProvisionally", refusable, "Idempotency-Key", "refused");
    assertThat(first.status()).as("%s", first.body()).isEqualTo(409);
    Answer again = post("AgreeProvisionally", refusable, "Idempotency-Key", "refused");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(operations("ApprovalRefused").stream().skip(before))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.payload().path("command").asText()).isEqualTo("AgreeProvisionally");
              assertThat(event.payload().path("planId").asText()).isEqualTo("approved");
              assertThat(event.payload().path("provisions").toString()).isEqualTo("[\"v\"]");
              assertThat(event.payload().path("amendments").toString()).isEqualTo("[\"a\"]");
              assertThat(event.payload().path("problem").asText()).isEqualTo("rule-broken");
              assertThat(event.payload().path("detail")).isEqualTo(first.body().path("detail"));
              assertThat(event.actor()).startsWith("p-");
            });

    // Another command under the same key, and one without a key, were refused as well.
    post(
        "AgreeProvisionally",
        agreement.formatted("unopened", ",\"paragraph\":\"2\""),
        "Idempotency-Key",
        "refused");
    for (String command : new String[] {"TransmitPlan", "AdoptPlan"}) {
      post(command, "{\"planId\":\"approved\",\"meetingId\":\"unopened\",\"agendaItem\":\"1\"}");
    }
    post(
        "ApproveFramework",
        "{\"planId\":\"approved\",\"frameworkId\":\"f\",\"title\":{\"en\":\"F\"},\"meetingId\":\"unopened\",\"agendaItem\":\"1\",\"provisions\":[\"v\"]}");
    assertThat(operations("ApprovalRefused").stream().skip(before + 1))
        .extracting(event -> event.payload().path("command").asText())
        .containsExactly("AgreeProvisionally", "TransmitPlan", "AdoptPlan", "ApproveFramework");

    // No such meeting, no such field, an old revision; and no approval.
    assertThat(post("AgreeProvisionally", agreement.formatted("nowhere", "")).status())
        .isEqualTo(404);
    assertThat(post("AgreeProvisionally", agreement.formatted("unopened", ",\"onn\":1")).status())
        .isEqualTo(422);
    assertThat(post("AgreeProvisionally", refusable, "If-Match", "\"7\"").status()).isEqualTo(412);
    assertThat(
            post(
                    "TakeNote",
                    "{\"planId\":\"approved\",\"meetingId\":\"unopened\",\"agendaItem\":\"1\",\"subject\":\"x\"}")
                .status())
        .isEqualTo(409);
    assertThat(operations("ApprovalRefused")).hasSize((int) before + 5);

    String line =
        "{\"command\":\"AgreeProvisionally\",\"id\":\"line\",\"actor\":\"Ms Chair\",\"body\":%s}"
            .formatted(refusable);
    assertThat(send("imports?dryRun=true", "application/x-ndjson", line).status()).isEqualTo(409);
    assertThat(operations("ApprovalRefused")).hasSize((int) before + 5);
    assertThat(send("imports", "application/x-ndjson", line).status()).isEqualTo(409);
    assertThat(operations("ApprovalRefused").getLast().metaData().path("onBehalfOf").asText())
        .startsWith("p-");
    assertThat(operations("ApprovalRefused")).hasSize((int) before + 6);
  }

  @Test
  void aRefusalIsAnsweredTheSameWhereItCannotBeRecordedWhichIsCounted() throws Exception {
    open("unrecorded");
    String adoption = "{\"planId\":\"unrecorded\",\"meetingId\":\"never\",\"agendaItem\":\"1\"}";
    post(
        "ScheduleMeeting",
        "{\"meetingId\":\"never\",\"body\":\"Group\",\"number\":\"1\",\"from\":\"2017-09-11\",\"to\":\"2017-09-12\"}");
    Answer recorded = post("AdoptPlan", adoption);
    int before = operations("ApprovalRefused").size();
    double uncounted = unrecorded();
    JdbcClient database = application.getBean(JdbcClient.class);
    database
        .sql(
            "ALTER TABLE domain_event ADD CONSTRAINT no_more CHECK (payload_type <>"
                + " 'ApprovalRefused' OR global_index <= %d)".formatted(head()))
        .update();
    try {
      assertThat(post("AdoptPlan", adoption).body()).isEqualTo(recorded.body());
    } finally {
      database.sql("ALTER TABLE domain_event DROP CONSTRAINT no_more").update();
    }
    assertThat(operations("ApprovalRefused")).hasSize(before);
    assertThat(unrecorded()).isEqualTo(uncounted + 1);
  }

  @Test
  void aCommandOnWhatOnlyANewerVersionCanReadIsLeftToAnotherNode() throws Exception {
    open("known");
    JdbcClient database = application.getBean(JdbcClient.class);
    database
        .sql(
            """
            INSERT INTO domain_event (event_id, aggregate_id, sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, meta_data)
            SELECT 'newer-0', 'plan:newer', 0, aggregate_type, recorded_at, 'PlanPainted',
              payload_revision, payload, meta_data
            FROM domain_event WHERE aggregate_id = 'plan:known' AND sequence_number = 0\
            """)
        .update();
    try {
      Answer answer =
          post("AddProvision", "{\"planId\":\"newer\",\"provisionId\":\"v\",\"kind\":\"vision\"}");
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
      assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body().path("detail").asText()).contains("this one has to be upgraded");
    } finally {
      database.sql("DELETE FROM domain_event WHERE event_id = 'newer-0'").update();
    }
  }

  private static long head() {
    return application.getBean(Positions.class).head();
  }

  private static double unrecorded() {
    return application
        .getBean(MeterRegistry.class)
        .get("planledger.log.unrecorded")
        .counter()
        .count();
  }

  @Test
  void anImportThatEndsIsRecordedWithAHashOverItsCommandsAndOneThatBreaksOffIsNot()
      throws Exception {
    String plan =
        """
        {"command":"OpenPlan","id":"i-1","actor":"Ms Guessed","body":{"planId":"imported","title":{"en":"Plan"},\
        "timeZone":"UTC","languages":["en"],"authoritativeLanguage":"en"}}
        """;
    String vision =
        """
        \r
        {"command":"AddProvision","id":"i-2","body":{"planId":"imported","provisionId":"v",\
        "kind":"vision","text":{"en":"A."}}}
        """;
    String wrong = "{\"command\":\"AddProvision\",\"id\":\"i-3\",\"body\":{}}\n";
    int before = operations("ImportEnded").size();

    breakOff(plan);
    String file = plan + vision;
    String type = "application/x-ndjson";
    assertThat(send("imports?dryRun=true", type, file).status()).isEqualTo(200);
    Answer answer = send("imports", type, file);
    assertThat(answer.body().path("lines").asLong()).as("%s", answer.body()).isEqualTo(2);
    assertThat(send("imports", type, file).body().path("repeated").asLong()).isEqualTo(2);
    assertThat(send("imports", type, file + wrong + plan).status()).isEqualTo(422);
    String digest = digest(events("plan:imported"));
    assertThat(operations("ImportEnded").stream().skip(before).map(CommandsEndpointIT::ended))
        .containsExactly(
            digest + " 1 1 null null", digest + " 0 2 null null", digest + " 0 2 4 invalid-fields");
    assertThat(operations("ImportEnded").getLast().actor()).startsWith("p-");
    assertThat(events("plan:imported")).hasSize(2);
  }

  @Test
  void anImportIsCutOffWhereNothingMayBeRecordedAnyMoreAndGoesOnLater() throws Exception {
    String plan =
        """
        {"command":"OpenPlan","id":"o-1","body":{"planId":"overtaken","title":{"en":"Plan"},\
        "timeZone":"UTC","languages":["en"],"authoritativeLanguage":"en"}}
        """;
    String vision =
        """
        {"command":"AddProvision","id":"o-2","body":{"planId":"overtaken","provisionId":"v",\
        "kind":"vision","text":{"en":"A."}}}
        """;
    ReadOnly readOnly = application.getBean(ReadOnly.class);
    int before = operations("ImportEnded").size();
    String answer;
    try (Socket socket = importing("Connection: close\r\n", plan.length() + vision.length())) {
      write(socket, plan);
      await().until(() -> events("plan:overtaken").size() == 1);
      readOnly.begin(new ReadOnly.Found(4711, null, "a test says so"));
      write(socket, vision);
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      readOnly.end();
    }
    assertThat(answer).startsWith("HTTP/1.1 503 ");
    JsonNode cutOff = json(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
    assertThat(cutOff.path("type").asText()).endsWith("/problems/read-only");
    assertThat(cutOff.path("detail").asText()).startsWith("Line 2: ").contains("a test says so");
    assertThat(cutOff.path("line").asLong()).isEqualTo(2);
    assertThat(cutOff.path("applied").asLong()).isEqualTo(1);
    assertThat(events("plan:overtaken")).hasSize(1);
    assertThat(operations("ImportEnded")).hasSize(before);

    Answer again = send("imports", "application/x-ndjson", plan + vision);
    assertThat(again.body().path("repeated").asLong()).as("%s", again.body()).isEqualTo(1);
    assertThat(again.body().path("applied").asLong()).isEqualTo(1);
    assertThat(operations("ImportEnded")).hasSize(before + 1);
  }

  @Test
  void aWordDocumentBecomesAnAmendmentOfEachProvisionThatWasWorkedOnAndDoesSoOnce()
      throws Exception {
    byte[] docx = edited("word/plan");
    String path = "imports/word/word%2Fplan?proposer=Brazil";
    long events = count("domain_event");
    long people = count("person");
    int ended = operations("ImportEnded").size();

    Answer trial = word(path + "&dryRun=true", docx);
    assertThat(trial.status()).as("%s", trial.body()).isEqualTo(200);
    assertThat(trial.body().path("revision").asLong()).isEqualTo(2);
    JsonNode tracked = trial.body().path("amendments").path(0);
    assertThat(tracked.path("provision").asText()).isEqualTo("v");
    assertThat(tracked.path("by").toString())
        .isEqualTo("[{\"author\":\"Anna Berg\",\"at\":\"2017-10-02T10:12:00\"}]");
    assertThat(tracked.path("wordings").path(0).path("runs").toString())
        .isEqualTo(
            "[{\"op\":\"equal\",\"text\":\"A better \"},{\"op\":\"delete\",\"text\":\"world\"},"
                + "{\"op\":\"insert\",\"text\":\"society\"},{\"op\":\"equal\",\"text\":\".\"}]");
    assertThat(tracked.path("state").asText()).isEqualTo("applies");
    JsonNode plain = trial.body().path("amendments").path(1);
    assertThat(plain.path("provision").asText()).isEqualTo("g");
    assertThat(plain.path("notes")).hasSize(1);
    assertThat(trial.body().path("applied").asLong()).isEqualTo(2);
    assertThat(count("domain_event")).isEqualTo(events);
    assertThat(count("person")).isEqualTo(people);

    JdbcClient database = application.getBean(JdbcClient.class);
    database
        .sql(
            "ALTER TABLE domain_event ADD CONSTRAINT cut_off CHECK (aggregate_id <>"
                + " 'plan:word/plan' OR sequence_number <= 3)")
        .update();
    try {
      assertThat(word(path, docx).status()).isGreaterThanOrEqualTo(500);
    } finally {
      database.sql("ALTER TABLE domain_event DROP CONSTRAINT cut_off").update();
    }
    assertThat(proposals("plan:word/plan")).isEmpty();
    assertThat(operations("ImportEnded")).hasSize(ended);
    Answer done = word(path, docx);
    assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
    assertThat(done.body().path("applied").asLong()).isEqualTo(2);
    assertThat(done.body().path("repeated").asLong()).isZero();
    assertThat(done.body().path("position").asLong())
        .isGreaterThanOrEqualTo(application.getBean(Positions.class).of("plan:word/plan", 4));
    assertThat(ended(operations("ImportEnded").getLast()))
        .isEqualTo(digest(proposals("plan:word/plan")) + " 2 0 null null");
    Answer again = word(path, docx);
    assertThat(again.body().path("repeated").asLong()).isEqualTo(2);
    List<Operation> proposed = proposals("plan:word/plan");
    assertThat(ended(operations("ImportEnded").getLast()))
        .isEqualTo(digest(proposed) + " 0 2 null null");
    assertThat(proposed).hasSize(2);
    assertThat(proposed.getFirst().payload().path("on").asText()).isEqualTo("2017-10-02");
    assertThat(proposed.getFirst().payload().path("baseRevision").asLong()).isEqualTo(2);
    assertThat(proposed.getFirst().metaData().path("onBehalfOf").asText()).startsWith("p-");
    assertThat(proposed.toString()).doesNotContain("Anna", "Brazil");
    assertThat(proposed.getFirst().payload().path("rationale").asText())
        .contains(" by " + proposed.getFirst().metaData().path("onBehalfOf").asText() + " at ");

    Answer another = word("imports/word/word%2Fplan?proposer=Japan", docx);
    assertThat(another.status()).isEqualTo(422);
    assertThat(another.body().path("type").asText()).endsWith("/key-reused");
    assertThat(proposals("plan:word/plan")).hasSize(2);
  }

  @Test
  void aWordDocumentIsToldWhatWasDecidedSinceAndIsProposedAllTheSame() throws Exception {
    byte[] docx = edited("decided");
    agree("decided", "v", "A better place.");
    Answer trial = word("imports/word/decided?proposer=Brazil&on=2017-10-03&dryRun=true", docx);
    assertThat(trial.status()).as("%s", trial.body()).isEqualTo(200);
    JsonNode conflicting = trial.body().path("amendments").path(0);
    assertThat(conflicting.path("state").asText()).isEqualTo("conflicts");
    assertThat(conflicting.path("on").asText()).isEqualTo("2017-10-03");
    assertThat(conflicting.path("conflicts").path(0).path("kind").asText())
        .isEqualTo("overlapping");
    assertThat(trial.body().path("amendments").path(1).path("state").asText()).isEqualTo("applies");
    assertThat(word("imports/word/decided?proposer=Brazil", docx).body().path("applied").asLong())
        .isEqualTo(2);
  }

  @Test
  void aWordDocumentIsProposedThoughWhatItStandsBelowWasTakenOutSince() throws Exception {
    edited("orphans");
    String line = "<w:p><w:pPr><w:pStyle w:val=\"Heading%d\"/>";
    String below = line.formatted(2);
    byte[] docx =
        WordFiles.edited(
            WordFiles.of("orphans", 2, texts()),
            xml -> {
              int goal = xml.lastIndexOf(line.formatted(1));
              return xml.substring(0, goal)
                  + (below + "</w:pPr><w:r><w:t>Speed</w:t></w:r></w:p>" + below)
                  + xml.substring(goal + below.length());
            });
    assertThat(post("RemoveProvision", "{\"planId\":\"orphans\",\"provisionId\":\"v\"}").status())
        .isEqualTo(200);
    Answer trial = word("imports/word/orphans?proposer=Brazil&dryRun=true", docx);
    assertThat(trial.status()).as("%s", trial.body()).isEqualTo(200);
    assertThat(trial.body().path("amendments").findValuesAsText("change"))
        .containsExactlyInAnyOrder("insert", "move");
    assertThat(trial.body().path("amendments"))
        .allSatisfy(
            amendment -> {
              assertThat(amendment.path("place").path("parent").asText()).isEqualTo("v");
              assertThat(amendment.path("state").asText()).isEqualTo("conflicts");
              assertThat(amendment.path("conflicts").toString()).contains("below v");
            });
    assertThat(word("imports/word/orphans?proposer=Brazil", docx).body().path("applied").asLong())
        .isEqualTo(2);
    assertThat(proposals("plan:orphans")).hasSize(2);
  }

  @Test
  void aWordDocumentThatIsRefusedProposesNothing() throws Exception {
    byte[] docx = edited("refusing");
    long before = count("domain_event");
    assertThat(word("imports/word/refusing", docx).status()).isEqualTo(400);
    assertThat(word("imports/word/other?proposer=Brazil", docx).status()).isEqualTo(409);
    assertThat(
            word("imports/word/refusing?proposer=Brazil", "no zip".getBytes(StandardCharsets.UTF_8))
                .status())
        .isEqualTo(415);
    assertThat(send("imports/word/refusing?proposer=Brazil", "text/plain", "x").status())
        .isEqualTo(415);
    byte[] tooLong = new byte[(16 << 20) + 1];
    System.arraycopy(docx, 0, tooLong, 0, docx.length);
    assertThat(word("imports/word/refusing?proposer=Brazil", tooLong).status()).isEqualTo(413);
    assertThat(
            word(
                    "imports/word/nowhere?proposer=Brazil",
                    WordFiles.of("nowhere", 2, Map.of("v", "A.")))
                .status())
        .isEqualTo(404);
    Answer tooMany =
        word(
            "imports/word/refusing?proposer=Brazil",
            WordFiles.edited(
                docx,
                xml ->
                    xml.replace(
                        "<w:sectPr",
                        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>More</w:t></w:r></w:p>"
                                .repeat(3_000)
                            + "<w:sectPr")));
    assertThat(tooMany.status()).isEqualTo(413);
    assertThat(tooMany.body().path("detail").asText())
        .startsWith("The document asks for 3002 amendments, and no more than 3000 ");
    Answer foreign =
        word(
            "imports/word/refusing?proposer=Brazil",
            WordFiles.edited(
                WordFiles.of("refusing", 2, Map.of("v", "Other words than here.")),
                WordFiles.tracked("words", "texts", "Anna")));
    assertThat(foreign.status()).isEqualTo(409);
    assertThat(foreign.body().path("detail").asText()).contains("made from another record");
    Answer day = word("imports/word/refusing?proposer=Brazil&on=yesterday", docx);
    assertThat(day.status()).isEqualTo(422);
    assertThat(day.body().path("detail").asText())
        .isEqualTo(
            "Nothing was proposed, as what is asked for v is refused. /body/on must be a day such"
                + " as 2017-09-12.");
    byte[] second = WordFiles.edited(docx, WordFiles.tracked("divide", "x".repeat(100_001), "Ben"));
    Answer half = word("imports/word/refusing?proposer=Brazil", second);
    assertThat(half.status()).isEqualTo(422);
    assertThat(half.body().path("detail").asText()).contains("what is asked for g is refused");
    ReadOnly readOnly = application.getBean(ReadOnly.class);
    readOnly.begin(new ReadOnly.Found(4711, null, "a test says so"));
    try {
      String path = "imports/word/refusing?proposer=Brazil";
      assertThat(word(path + "&dryRun=true", docx).status()).isEqualTo(200);
      Answer closed = word(path, docx);
      assertThat(closed.status()).isEqualTo(503);
      assertThat(closed.body().path("type").asText()).endsWith("/problems/read-only");
    } finally {
      readOnly.end();
    }
    assertThat(count("domain_event")).isEqualTo(before);
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("v", "A better world.");
    texts.put("g", "Close the divide.");
    return texts;
  }

  /** Of a plan with a vision that Anna has worked on, and a goal that somebody typed in. */
  private byte[] edited(String plan) throws Exception {
    Answer opened =
        post(
            "OpenPlan",
            "{\"planId\":\"%s\",\"title\":{\"en\":\"Plan\"},\"timeZone\":\"UTC\",\"languages\":[\"en\"],\"authoritativeLanguage\":\"en\",\"on\":\"2017-09-01\"}"
                .formatted(plan));
    assertThat(opened.status()).as("%s", opened.body()).isEqualTo(200);
    Map<String, String> texts = texts();
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Answer added =
          post(
              "AddProvision",
              "{\"planId\":\"%s\",\"provisionId\":\"%s\",\"kind\":\"goal\",\"text\":{\"en\":\"%s\"},\"on\":\"2017-09-01\"}"
                  .formatted(plan, text.getKey(), text.getValue()));
      assertThat(added.status()).as("%s", added.body()).isEqualTo(200);
    }
    return WordFiles.edited(
        WordFiles.edited(
            WordFiles.of(plan, 2, texts), WordFiles.tracked("world", "society", "Anna Berg")),
        xml -> xml.replace("Close the divide.", "Close the digital divide."));
  }

  private void agree(String plan, String provision, String text) throws Exception {
    String meeting = "m-" + plan;
    for (String[] command :
        new String[][] {
          {
            "ScheduleMeeting",
            "{\"meetingId\":\"%1$s\",\"body\":\"Group\",\"number\":\"1\",\"from\":\"2017-09-11\",\"to\":\"2017-09-12\"}"
          },
          {
            "AdoptAgenda",
            "{\"meetingId\":\"%1$s\",\"document\":\"%1$s/1\",\"items\":[{\"number\":\"1\",\"title\":{\"en\":\"All\"}}]}"
          },
          {"OpenMeeting", "{\"meetingId\":\"%1$s\",\"on\":\"2017-09-11\"}"},
          {
            "ProposeAmendment",
            "{\"planId\":\"%2$s\",\"amendmentId\":\"A\",\"proposer\":\"Japan\",\"change\":{\"type\":\"text\",\"provisionId\":\"%3$s\",\"text\":{\"en\":\"%4$s\"}}}"
          },
          {
            "AgreeProvisionally",
            "{\"planId\":\"%2$s\",\"meetingId\":\"%1$s\",\"agendaItem\":\"1\",\"items\":[{\"provisionId\":\"%3$s\",\"amendments\":[\"A\"]}],\"on\":\"2017-09-11\"}"
          }
        }) {
      Answer done = post(command[0], command[1].formatted(meeting, plan, provision, text));
      assertThat(done.status()).as("%s: %s", command[0], done.body()).isEqualTo(200);
    }
  }

  private static List<Operation> events(String stream) {
    return application
        .getBean(JdbcClient.class)
        .sql(
            "SELECT payload, meta_data FROM domain_event WHERE aggregate_id = ? ORDER BY"
                + " sequence_number")
        .param(stream)
        .query((row, number) -> new Operation(json(row.getString(1)), json(row.getString(2))))
        .list();
  }

  /** What the record of an import has to say of the commands that made some events. */
  private static String digest(List<Operation> made) {
    return Request.sha256(
        made.stream()
            .map(Operation::metaData)
            .map(
                by ->
                    "%s %s %s\n"
                        .formatted(
                            by.path("idempotencyKey").asText(),
                            by.path("onBehalfOf").asText("-"),
                            by.path("commandDigest").asText()))
            .collect(Collectors.joining()));
  }

  private static List<Operation> proposals(String stream) {
    return application
        .getBean(JdbcClient.class)
        .sql(
            "SELECT payload, meta_data FROM domain_event WHERE aggregate_id = ? AND payload_type ="
                + " 'AmendmentProposed' ORDER BY sequence_number")
        .param(stream)
        .query((row, number) -> new Operation(json(row.getString(1)), json(row.getString(2))))
        .list();
  }

  private Answer word(String path, byte[] docx) throws Exception {
    return send(path, WordDocument.MEDIA_TYPE, BodyPublishers.ofByteArray(docx));
  }

  private static String ended(Operation event) {
    JsonNode said = event.payload();
    return "%s %d %d %s %s"
        .formatted(
            said.path("digest").asText(),
            said.path("applied").asLong(),
            said.path("repeated").asLong(),
            said.hasNonNull("stoppedAt") ? said.path("stoppedAt").asText() : null,
            said.hasNonNull("problem") ? said.path("problem").asText() : null);
  }

  /** Sends some lines of an import, and is gone when they are carried out. */
  private static void breakOff(String lines) throws IOException {
    long before = count("domain_event");
    try (Socket socket = importing("", 100_000)) {
      write(socket, lines);
      await().until(() -> count("domain_event") > before);
    }
  }

  /** Begins an import of so many bytes. */
  private static Socket importing(String headers, int length) throws IOException {
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(application.getEnvironment().getProperty("local.server.port", "")));
    write(
        socket,
        "POST /api/imports HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
            + "%sContent-Length: %d\r\n\r\n".formatted(headers, length));
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private record Operation(JsonNode payload, JsonNode metaData) {
    String actor() {
      return metaData.path("actor").asText();
    }
  }

  private static List<Operation> operations(String type) {
    return application
        .getBean(JdbcClient.class)
        .sql(
            "SELECT payload, meta_data FROM domain_event WHERE aggregate_id = 'operations:log' AND"
                + " payload_type = ? ORDER BY sequence_number")
        .param(type)
        .query((row, number) -> new Operation(json(row.getString(1)), json(row.getString(2))))
        .list();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
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
    return send("commands/" + command, "application/json", body, headers);
  }

  private Answer send(String path, String type, String body, String... headers)
      throws IOException, InterruptedException {
    return send(
        path, type, BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)), headers);
  }

  private Answer send(String path, String type, HttpRequest.BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%s/api/%s"
                        .formatted(
                            application.getEnvironment().getProperty("local.server.port"), path)))
            .header("Content-Type", type)
            .POST(body);
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
