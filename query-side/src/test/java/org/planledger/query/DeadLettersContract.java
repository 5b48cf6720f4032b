package org.planledger.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.planledger.query.Recordings.added;
import static org.planledger.query.Recordings.proposed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.plan.RecordFields;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.rebuild.Rebuild;
import org.planledger.store.DeadLetters;
import org.planledger.store.OperationLog;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Events that the lists cannot take: refused by the database, or unreadable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DeadLettersContract {
  private static final LocalDate MAY = LocalDate.parse("2017-05-01");
  private static final LocalDate FIRST = LocalDate.parse("2017-09-11");
  private static final LocalDate JANUARY = LocalDate.parse("2018-01-15");
  private static final String LETTERS = "/api/operations/dead-letters";
  private static final List<String> TABLES = List.of("log_entry", "log_entry_beside");
  private static final ObjectMapper JSON = new ObjectMapper();

  Answering answers;

  /** Where the log and the lists are, as properties. */
  abstract Map<String, String> database();

  @BeforeAll
  void start() {
    answers = new Answering(database());
  }

  @AfterAll
  void stop() {
    answers.close();
  }

  @Test
  void anEventThatIsRefusedIsSetAsideWithAllThatFollowItAndOtherPlansGoOn() throws Exception {
    opened("a");
    opened("b");
    answers.record(
        added("a", "vision"),
        note("a", "m".repeat(300)),
        added("a", "mission"),
        new RecordCorrected(
            "a", 1, new RecordFields(null, null, null, FIRST), false, "The day", JANUARY),
        added("b", "vision"));
    assertThat(timeline("b")).containsExactly(0L, 1L);

    JsonNode waiting = waiting("plan:a", 3);
    JsonNode first = waiting.at("/letters/0");
    assertThat(waiting.get("group").asText()).isEqualTo("lists");
    assertThat(first.get("event").asText()).isEqualTo(event("plan:a", 2));
    assertThat(first.get("type").asText()).isEqualTo("NoteTaken");
    assertThat(first.get("revision").asLong()).isEqualTo(2);
    assertThat(first.get("position").asLong()).isEqualTo(position("plan:a", 2));
    assertThat(first.get("cause").asText())
        .startsWith("the database does not take what is made of it: ");
    assertThat(Instant.parse(first.get("parkedAt").asText())).isBefore(Instant.now());
    assertThat(waiting.at("/letters/2/revision").asLong()).isEqualTo(4);
    assertThat(waiting.at("/letters/2").has("cause")).isFalse();

    HttpResponse<byte[]> timeline = answers.bytes("/api/plans/a/timeline");
    assertThat(revisions(json(timeline).get("entries"))).containsExactly(0L, 1L);
    assertThat(timeline.headers().firstValue("Dead-Letters")).hasValue("plan:a");
    assertThat(answers.bytes("/api/plans/a/draft").headers().firstValue("Dead-Letters")).isEmpty();
    HttpResponse<byte[]> own =
        answers.bytes("/api/plans/a/timeline?minPosition=" + position("plan:a", 4));
    assertThat(own.statusCode()).isEqualTo(503);
    assertThat(json(own).get("event").asText()).isEqualTo(event("plan:a", 4));
    assertThat(json(own).get("detail").asText())
        .isEqualTo(
            "This cannot be told at the moment: event %s of plan:a waits in the dead letters. Tell the operator; /api/operations/dead-letters says why."
                .formatted(event("plan:a", 4)));

    assertThat(drifted()).isEmpty();
    assertThat(answers.get("/api/ledger/status").at("/audit/parked").toString())
        .isEqualTo("{\"plan:a\":2}");
    HttpResponse<byte[]> health = answers.bytes("/actuator/health");
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(json(health).at("/components/deadLetters/details/problems/0").asText())
        .startsWith("lists does not get past event " + event("plan:a", 2));
    assertThat(answers.bytes("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(answers.bytes("/actuator/health/liveness").statusCode()).isEqualTo(200);
    await().until(this::parkedInMetrics, "3.0"::equals);

    retried("plan:a");
    assertThat(sequences()).contains("plan:a");
    JsonNode again = waiting("plan:a", 3).at("/letters/0");
    assertThat(again.get("parkedAt")).isEqualTo(first.get("parkedAt"));
    assertThat(Instant.parse(again.get("triedAt").asText()))
        .isAfter(Instant.parse(first.get("triedAt").asText()));

    for (String table : TABLES) {
      answers
          .bean(JdbcClient.class)
          .sql(
              "ALTER TABLE %s ALTER COLUMN meeting_id SET DATA TYPE VARCHAR(1000)".formatted(table))
          .update();
    }
    retried("plan:a");
    assertThat(sequences()).doesNotContain("plan:a");
    assertThat(timeline("a")).containsExactly(0L, 3L, 1L, 2L, 4L);
    await().until(this::parkedInMetrics, "0.0"::equals);
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
    assertThat(answers.bytes("/api/plans").headers().firstValue("Dead-Letters")).isEmpty();
    List<Map<String, String>> rows = rows();
    rebuild();
    assertThat(rows()).isEqualTo(rows);
    assertThat(drifted()).isEmpty();
  }

  @Test
  void whatIsDiscardedIsMissingUntilItCanBeTakenAndWhatFollowsGoesOn() throws Exception {
    opened("d");
    answers.person("Germany");
    refuse("first", "stream = 'plan:d' AND revision IN (2, 5)");
    answers.record(
        added("d", "values"),
        proposed("d", "A-1"),
        new AmendmentWithdrawn("d", "A-1", null, FIRST),
        new RecordCorrected(
            "d", 2, new RecordFields(null, null, null, FIRST), false, "The day", JANUARY),
        note("d", "d-2"),
        added("d", "mission"));
    assertThat(waiting("plan:d", 5).at("/letters/0/revision").asLong()).isEqualTo(2);

    String discarded = event("plan:d", 2);
    discarded("plan:d", discarded, "Entered by mistake");
    assertThat(waiting("plan:d", 2).at("/letters/0/revision").asLong()).isEqualTo(5);
    JsonNode told =
        stream(answers.get(LETTERS).get("discarded"))
            .filter(given -> given.get("event").asText().equals(discarded))
            .findFirst()
            .orElseThrow();
    assertThat(told.get("sequence").asText()).isEqualTo("plan:d");
    assertThat(told.get("event").asText()).isEqualTo(discarded);
    assertThat(told.get("reason").asText()).isEqualTo("Entered by mistake");
    assertThat(told.at("/actor/name").asText()).isEqualTo("Secretary");
    assertThat(told.get("position").asLong()).isPositive();
    assertThat(revisions(json(answers.bytes("/api/plans/d/timeline")).get("entries")))
        .containsExactly(0L, 1L, 3L, 4L);
    assertThat(json(answers.bytes("/api/plans/d/amendments")).get("amendments")).isEmpty();
    assertThat(drifted()).isEmpty();

    // Nothing waits under this name, nor in this sequence, nor in this group.
    discarded("plan:d", discarded, "Again");
    discarded("plan:none", event("plan:d", 5), "In no sequence");
    answers.record(
        new DeadLetterDiscarded("others", "plan:d", event("plan:d", 5), "Not ours", JANUARY),
        new DeadLetterRetried("others", "plan:d", null, JANUARY));
    retried("plan:none");
    assertThat(waiting("plan:d", 2).at("/letters/0/revision").asLong()).isEqualTo(5);

    discarded("plan:d", event("plan:d", 5), "Nobody needs it");
    assertThat(sequences()).doesNotContain("plan:d");
    assertThat(timeline("d")).containsExactly(0L, 1L, 6L, 3L, 4L);
    assertThat(drifted()).isEmpty();

    List<Map<String, String>> rows = rows();
    rebuild();
    assertThat(rows()).isEqualTo(rows);
    assertThat(sequences()).doesNotContain("plan:d");
    assertThat(drifted()).isEmpty();

    accept("first");
    rebuild();
    assertThat(timeline("d")).contains(2L, 5L);
    assertThat(answers.get("/api/plans/d/amendments").at("/amendments/0/status").asText())
        .isEqualTo("withdrawn");
    assertThat(drifted()).isEmpty();
  }

  @Test
  void whatRefersToAMeetingThatWaitsIsTakenAndTheMeetingIsNotDenied() {
    refuse("meeting", "stream = 'meeting:late-2'");
    opened("refers");
    answers.record(
        new MeetingScheduled(
            "late-2",
            "Working group",
            "2",
            FIRST,
            FIRST,
            ZoneOffset.UTC,
            null,
            List.of(),
            false,
            MAY),
        new AgendaAdopted(
            "late-2", "late-2/1", List.of(new AgendaItem("6", Map.of("en", "Plan"))), FIRST),
        new MeetingOpened("late-2", FIRST),
        new MeetingClosed("late-2", FIRST),
        new ContributionSubmitted(
            "late/1", answers.person("Germany"), Map.of("en", "Title"), "late/1", MAY),
        new ContributionAllocated("late/1", "late-2", "6", FIRST),
        added("refers", "vision"),
        note("refers", "late-2"));
    assertThat(timeline("refers")).containsExactly(0L, 1L, 2L);
    waiting("meeting:late-2", 4);
    String refusal =
        "503 This cannot be told at the moment: event %s of meeting:late-2 waits in the dead letters. Tell the operator; /api/operations/dead-letters says why."
            .formatted(event("meeting:late-2", 0));
    for (String path :
        List.of(
            "/api/meetings/late-2",
            "/api/meetings/late-2/outcomes",
            "/api/contributions?meeting=late-2")) {
      assertThat(answers.refusal(path)).as(path).isEqualTo(refusal);
    }
    assertThat(answers.refusal("/api/meetings/none"))
        .isEqualTo("404 There is no meeting none; check its id.");
    assertThat(answers.get("/api/contributions/late%2F1").at("/allocations/0/meeting").asText())
        .isEqualTo("late-2");
    assertThat(answers.get("/api/audit").toString()).doesNotContain("late-2");
    assertThat(answers.get("/api/meetings").toString()).doesNotContain("late-2");

    accept("meeting");
    retried("meeting:late-2");
    assertThat(answers.get("/api/meetings/late-2").get("closed").asText()).isEqualTo("2017-09-11");
    assertThat(answers.get("/api/meetings/late-2/outcomes").get("outcomes")).hasSize(1);
    assertThat(answers.get("/api/audit").toString()).doesNotContain("late-2");
  }

  @Test
  void streamsWhoseBeginningWasDiscardedAreNotAmongTheOthers() {
    refuse(
        "beginnings",
        "revision = 0 AND stream IN ('meeting:cut-2', 'contribution:cut/1', 'plan:cut')");
    opened("cut");
    answers.record(
        new MeetingScheduled(
            "cut-2",
            "Working group",
            "2",
            FIRST,
            FIRST,
            ZoneOffset.UTC,
            null,
            List.of(),
            false,
            MAY),
        new MeetingOpened("cut-2", FIRST),
        new MeetingRecordCorrected(
            "cut-2",
            0,
            new MeetingFields(null, "3rd", null, null, null, null, null, null, null),
            false,
            "Its number",
            JANUARY),
        new ContributionSubmitted(
            "cut/1", answers.person("Germany"), Map.of("en", "Title"), "cut/1", MAY),
        new ContributionAllocated("cut/1", "cut-2", "6", FIRST),
        added("cut", "vision"));
    for (String stream : List.of("meeting:cut-2", "contribution:cut/1", "plan:cut")) {
      waiting(stream, stream.startsWith("meeting") ? 3 : 2);
      discarded(stream, event(stream, 0), "A trial");
    }
    assertThat(sequences()).isEmpty();
    assertThat(answers.get("/api/meetings").toString()).doesNotContain("cut-2");
    assertThat(answers.get("/api/contributions").toString()).doesNotContain("cut/1");
    assertThat(answers.get("/api/plans").toString()).doesNotContain("\"cut\"");
    for (String path :
        List.of(
            "/api/meetings/cut-2",
            "/api/contributions/cut%2F1",
            "/api/plans/cut/timeline",
            "/api/plans/cut/amendments",
            "/api/plans/cut/deadlines")) {
      assertThat(answers.refusal(path)).as(path).startsWith("404 ");
    }
    assertThat(answers.get("/api/audit")).isNotNull();
    assertThat(answers.get("/api/actions")).isNotNull();
    assertThat(drifted()).isEmpty();
  }

  @Test
  void aPlanWithAnUnreadableEventIsAloneWithIt() throws Exception {
    opened("whole");
    opened("bent");
    answers.record(added("bent", "vision"));
    assertThat(answers.get("/api/plans/bent/draft").get("provisions")).hasSize(1);
    copy("bent", 2, "\"planId\"", "\"planner\"");
    copy("bent", 3, "\"vision\"", "\"mission\"");
    answers.record(added("whole", "vision"));
    assertThat(answers.get("/api/plans/whole/draft").get("provisions")).hasSize(1);
    assertThat(timeline("whole")).containsExactly(0L, 1L);

    JsonNode waiting = waiting("plan:bent", 2);
    assertThat(waiting.at("/letters/0/cause").asText()).startsWith("it cannot be read: ");
    assertThat(waiting.at("/letters/0/type").asText()).isEqualTo("ProvisionAdded");
    for (String path : List.of("draft", "provisions/vision", "amendments")) {
      HttpResponse<byte[]> answer = answers.bytes("/api/plans/bent/" + path);
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(json(answer).get("event").asText()).isEqualTo(event("plan:bent", 2));
      assertThat(json(answer).get("detail").asText())
          .isEqualTo(
              "Nothing can be told of plan:bent at the moment: its event %s, revision 2, cannot be read. Tell the operator."
                  .formatted(event("plan:bent", 2)));
    }
    assertThat(drifted()).isEmpty();

    JdbcClient database = answers.bean(JdbcClient.class);
    database
        .sql(
            "UPDATE domain_event SET payload = replace(payload, '\"planner\"', '\"planId\"') WHERE"
                + " aggregate_id = 'plan:bent'")
        .update();
    database
        .sql(
            "UPDATE domain_event SET payload = replace(payload, '\"vision\"', '\"values\"') WHERE"
                + " aggregate_id = 'plan:bent' AND sequence_number = 2")
        .update();
    retried("plan:bent");
    assertThat(sequences()).doesNotContain("plan:bent");
    assertThat(timeline("bent")).containsExactly(0L, 1L, 2L, 3L);
    assertThat(answers.get("/api/plans/bent/draft").get("provisions")).hasSize(3);
    List<Map<String, String>> rows = rows();
    rebuild();
    assertThat(rows()).isEqualTo(rows);
    assertThat(drifted()).isEmpty();
  }

  /** The bound is the real one, and so is the way out. */
  @Test
  void beyondTheBoundAllWaitUntilWhatWasSetAsideIsTaken() throws Exception {
    opened("full");
    opened("patient");
    assertThat(timeline("patient")).hasSize(1);
    refuse("bound", "stream = 'plan:full' AND revision = 1");
    List<Event> many = new ArrayList<>();
    for (int i = 0; i < 1_030; i++) {
      many.add(note("full", "full-2"));
    }
    answers.recordAtOnce(many);
    answers.record(added("patient", "vision"));
    String alarm = "lists stands still once more than 1024 events of plan:full wait";
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> answers.bean(DeadLetters.class).problems().toString().contains(alarm));
    assertThat(answers.bean(DeadLetters.class).count("lists")).isBetween(925L, 1_024L);
    assertThat(answers.refusal("/api/plans/patient/timeline")).startsWith("503 ");
    assertThat(revisions(json(answers.bytes("/api/plans/patient/timeline")).get("entries")))
        .containsExactly(0L);

    accept("bound");
    // On a busy machine a thousand take longer than whoever asks with a position is kept waiting.
    answers.record(new DeadLetterRetried("lists", "plan:full", null, JANUARY));
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> answers.bean(DeadLetters.class).count("lists"), left -> left == 0);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> revisions(json(answers.bytes("/api/plans/patient/timeline")).get("entries")),
            found -> found.size() == 2);
    assertThat(sequences()).doesNotContain("plan:full");
    assertThat(answers.bean(DeadLetters.class).problems()).isEmpty();
    assertThat(drifted()).isEmpty();
  }

  /** Has the database refuse rows of the lists, as a mistake in a migration would. */
  void refuse(String name, String condition) {
    for (String table : TABLES) {
      answers
          .bean(JdbcClient.class)
          .sql(
              "ALTER TABLE %s ADD CONSTRAINT %s_%1$s CHECK (NOT (%s))"
                  .formatted(table, name, condition))
          .update();
    }
  }

  void accept(String name) {
    for (String table : TABLES) {
      answers
          .bean(JdbcClient.class)
          .sql("ALTER TABLE %s DROP CONSTRAINT %s_%1$s".formatted(table, name))
          .update();
    }
  }

  void retried(String sequence) {
    answers.record(new DeadLetterRetried("lists", sequence, null, JANUARY));
    answers.get(LETTERS);
  }

  private void discarded(String sequence, String event, String reason) {
    answers.record(new DeadLetterDiscarded("lists", sequence, event, reason, JANUARY));
    answers.get(LETTERS);
  }

  /** What waits of a stream, once it is so many events. */
  JsonNode waiting(String sequence, long count) {
    return await()
        .until(
            () ->
                stream(answers.get(LETTERS).get("deadLetters"))
                    .filter(waiting -> waiting.get("sequence").asText().equals(sequence))
                    .filter(waiting -> waiting.get("waiting").asLong() == count)
                    .findFirst()
                    .orElse(null),
            found -> found != null);
  }

  List<String> sequences() {
    return stream(answers.get(LETTERS).get("deadLetters"))
        .map(waiting -> waiting.get("sequence").asText())
        .toList();
  }

  List<Long> timeline(String plan) {
    return revisions(answers.get("/api/plans/%s/timeline".formatted(plan)).get("entries"));
  }

  private String parkedInMetrics() {
    return text(answers.bytes("/actuator/prometheus"))
        .replaceFirst("(?s).*planledger_deadletters\\{group=\"lists\"\\} ([^\\n]*).*", "$1");
  }

  private List<ListsDrift.Drifted> drifted() {
    return answers.bean(ListsDrift.class).find(10);
  }

  private void rebuild() throws InterruptedException {
    answers
        .bean(OperationLog.class)
        .record(new ProjectionRebuildRequested("lists", null, JANUARY), "p-operator");
    long request =
        answers
            .bean(JdbcClient.class)
            .sql(
                "SELECT max(sequence_number) FROM domain_event WHERE aggregate_id ="
                    + " 'operations:log' AND payload_type = 'ProjectionRebuildRequested'")
            .query(Long.class)
            .single();
    answers.bean(Rebuild.class).await(request, (done, total) -> {});
  }

  private String event(String stream, long revision) {
    return answers.bean(StoredEvents.class).ofStream(stream, revision, 1).getFirst().eventId();
  }

  private long position(String stream, long revision) {
    return answers.bean(Positions.class).of(stream, revision);
  }

  /** Writes an event made of the first provision of a plan, as another program may. */
  private void copy(String plan, long revision, String from, String to) {
    answers
        .bean(JdbcClient.class)
        .sql(
            """
            INSERT INTO domain_event (event_id, aggregate_id, sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, meta_data)
            SELECT ?, aggregate_id, ?, aggregate_type, recorded_at, payload_type, payload_revision,
              replace(payload, ?, ?), meta_data
            FROM domain_event WHERE aggregate_id = ? AND sequence_number = 1\
            """)
        .params("%s-%d".formatted(plan, revision), revision, from, to, "plan:" + plan)
        .update();
  }

  private List<Map<String, String>> rows() {
    return Stream.of(
            "SELECT * FROM log_entry WHERE stream <> 'operations:log' ORDER BY stream, revision,"
                + " version",
            "SELECT * FROM amendment ORDER BY plan_id, amendment_id")
        .flatMap(
            sql ->
                answers
                    .bean(JdbcClient.class)
                    .sql(sql)
                    .query(
                        (row, number) -> {
                          Map<String, String> columns = new TreeMap<>();
                          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            columns.put(
                                row.getMetaData().getColumnName(i),
                                String.valueOf(row.getString(i)));
                          }
                          return columns;
                        })
                    .list()
                    .stream())
        .toList();
  }

  private static List<Long> revisions(JsonNode entries) {
    return stream(entries).map(entry -> entry.get("revision").asLong()).toList();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void opened(String plan) {
    answers.record(Recordings.opened(plan));
  }

  private static NoteTaken note(String plan, String meeting) {
    return new NoteTaken(
        plan, new Minute(meeting, "6", null), List.of(), null, null, null, null, FIRST);
  }
}
