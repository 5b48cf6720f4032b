package org.planledger.query.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.planledger.query.Recordings.added;
import static org.planledger.query.Recordings.opened;
import static org.planledger.query.Recordings.proposed;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.event.LedgerEvent;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.log.Event;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.people.People;
import org.planledger.plan.RecordFields;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.Answering;
import org.planledger.query.Forged;
import org.planledger.query.entry.LogReader;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.texts.Checkpoints;
import org.planledger.query.texts.Histories;
import org.planledger.store.DeadLetters;
import org.planledger.store.OperationLog;
import org.planledger.store.Parking;
import org.planledger.store.Positions;
import org.planledger.store.Progress;
import org.planledger.store.ReadOnly;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.planledger.store.StoredStreams;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** The tests share a log, and leave the lists as the log tells them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RebuildContract {
  private static final LocalDate DAY = LocalDate.parse("2017-09-11");

  private Answering node;
  private JdbcClient database;

  /** Where a new log is, as properties. */
  abstract Map<String, String> database();

  @BeforeAll
  void start() {
    node = new Answering(database(), Map.of());
    database = node.bean(JdbcClient.class);
    // It is looked when the tests say so.
    node.bean(Reconciliation.class).stop();
  }

  @AfterAll
  void stop() {
    node.close();
  }

  @Test
  void whatIsWrongIsNamedAndPutRight() throws InterruptedException {
    negotiated("wrong", 3);
    List<String> before = rows();
    change("UPDATE log_entry SET actor = 'p-forged' WHERE stream = 'plan:wrong' AND revision = 1");
    change("DELETE FROM log_entry WHERE stream = 'plan:wrong' AND revision = 2 AND version = 0");
    change(
        "UPDATE log_entry SET revision = 99 WHERE stream = 'plan:wrong' AND revision = 2 AND"
            + " version = 1");
    change(
        "UPDATE amendment SET state = 'agreed' WHERE plan_id = 'wrong' AND amendment_id = 'A-2'");
    change("DELETE FROM amendment WHERE plan_id = 'wrong' AND amendment_id = 'A-3'");
    List<Long> done = new ArrayList<>();
    List<Long> totals = new ArrayList<>();

    long differences =
        rebuilt(
            (reached, total) -> {
              done.add(reached);
              totals.add(total);
            });

    assertThat(differences).isEqualTo(6);
    assertThat(rows()).containsAll(before);
    assertThat(drifted()).isEmpty();
    assertThat(done).isSorted();
    for (int i = 0; i < done.size(); i++) {
      assertThat(done.get(i)).isLessThanOrEqualTo(totals.get(i));
    }
    JsonNode lists = lists();
    assertThat(lists.has("rebuild")).isFalse();
    assertThat(lists.at("/last/differences").asLong()).isEqualTo(6);
    assertThat(lists.at("/last/position").asLong()).isPositive();
    assertThat(lists.at("/last/rows"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "log_entry (plan:wrong, 1, 0) did not hold what the log says",
            "log_entry (plan:wrong, 99, 1) was made of nothing in the log",
            "log_entry (plan:wrong, 2, 0) was missing",
            "log_entry (plan:wrong, 2, 1) was missing",
            "amendment (wrong, A-2) did not hold what the log says",
            "amendment (wrong, A-3) was missing");
    assertThat(database.sql("SELECT count(*) FROM log_entry_beside").query(Long.class).single())
        .as("left for the next rebuild to empty, and for nobody to read")
        .isPositive();
  }

  @Test
  void howItEndedIsInTheLogUnderWhomItWasAskedBy() throws InterruptedException {
    String operator = node.person("Operator");
    assertThat(rebuilt((done, total) -> {})).isZero();
    await()
        .untilAsserted(
            () -> {
              String last =
                  database
                      .sql(
                          """
                          SELECT payload_type || ' ' || payload || ' ' || meta_data FROM domain_event
                          WHERE aggregate_id = 'operations:log' ORDER BY global_index DESC LIMIT 1\
                          """)
                      .query(String.class)
                      .single();
              assertThat(last)
                  .startsWith("ProjectionRebuilt ")
                  .contains("\"projection\":\"lists\"", "\"differences\":0", operator);
            });
  }

  @Test
  void howItEndedIsNotRecordedWhereNothingMayBe() throws InterruptedException {
    ReadOnly readOnly = node.bean(ReadOnly.class);
    StoredEvents log = node.bean(StoredEvents.class);
    Rebuild rebuild = node.bean(Rebuild.class);
    assertThat(rebuilt((done, total) -> {})).isZero();
    await().until(() -> node.bean(RebuildState.class).unrecorded().isEmpty());
    int before = log.ofType("ProjectionRebuilt").size();
    readOnly.begin(new ReadOnly.Found(4711, null, "the database is older"));
    try {
      assertThat(rebuilt((done, total) -> {})).isZero();
      assertThat(rebuild.step()).isFalse();
      // Another that was asked for waits, so that the record of the first is not lost.
      long next = ask();
      assertThat(rebuild.step()).isFalse();
      assertThat(node.bean(RebuildState.class).requestRead()).isLessThan(next);
      assertThat(log.ofType("ProjectionRebuilt")).hasSize(before);
    } finally {
      readOnly.end();
    }
    await().until(() -> log.ofType("ProjectionRebuilt").size() == before + 2);
  }

  @Test
  void eachProjectionTellsHowFarItIs() {
    negotiated("far", 1);
    await()
        .untilAsserted(
            () -> {
              JsonNode all = node.get("/api/operations/projections");
              assertThat(all.get("projections"))
                  .extracting(one -> one.get("name").asText())
                  .containsExactlyInAnyOrder(
                      "lists", "texts", "ledger", "dead-letters", "erasures");
              assertThat(all.get("projections"))
                  .as("names are erased by the command side")
                  .filteredOn(one -> !one.get("name").asText().equals("erasures"))
                  .allSatisfy(
                      one -> {
                        assertThat(one.get("lag").asLong()).isZero();
                        assertThat(one.get("position").asLong()).isPositive();
                      });
            });
  }

  @Test
  void writersAndReadersGoOnWhileItRunsAndNothingIsDifferentAfterwards() throws Exception {
    negotiated("steady", 5);
    node.get("/api/plans/steady/timeline");
    JsonNode steady = node.get("/api/plans/steady/timeline?limit=100").get("entries");
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 6; i++) {
                negotiated("busy-" + i, 8);
              }
            });
    Rebuild rebuild = node.bean(Rebuild.class);
    int rebuilds = 0;
    do {
      long request = ask();
      while (rebuild.step() || node.bean(RebuildState.class).requestRead() < request) {
        assertThat(
                database
                    .sql("SELECT count(*) FROM log_entry WHERE stream = 'plan:steady'")
                    .query(Integer.class)
                    .single())
            .isGreaterThanOrEqualTo(steady.size());
      }
      assertThat(rebuild.await(request, (done, total) -> {})).isZero();
      assertThat(drifted()).isEmpty();
      rebuilds++;
    } while (!writing.isDone() && rebuilds < 50);
    writing.join();
    assertThat(rebuilt((done, total) -> {})).isZero();
    assertThat(node.get("/api/plans/steady/timeline?limit=100").get("entries")).isEqualTo(steady);
    assertThat(drifted()).isEmpty();
  }

  @Test
  void whatWasBegunIsGoneOnWithByWhoeverStartsNext() throws Exception {
    Map<String, String> store = database();
    Instant since;
    long position;
    long request;
    List<String> before;
    try (Answering one = new Answering(store, Map.of())) {
      one.bean(Rebuild.class).stop();
      one.record(opened("begun"));
      one.recordAtOnce(
          Stream.iterate(1, n -> n + 1)
              .limit(450)
              .<Event>map(n -> added("begun", "goal-" + n))
              .toList());
      one.get("/api/plans/begun/timeline?limit=1");
      before = rows(one);
      request = ask(one);
      await().until(() -> one.bean(Rebuild.class).step());
      await().until(() -> one.bean(Rebuild.class).step());
      RebuildState.Running running = one.bean(RebuildState.class).running().orElseThrow();
      position = running.position();
      since = running.since();
      assertThat(position).isBetween(1L, running.total() - 1);
      assertThat(rows(one)).containsAll(before);
      JsonNode run = one.get("/api/operations/projections").at("/projections");
      assertThat(run.findValue("done").asLong()).isEqualTo(position);
    }
    try (Answering other = new Answering(store, Map.of())) {
      List<Long> done = new ArrayList<>();
      assertThat(other.bean(Rebuild.class).await(request, (reached, total) -> done.add(reached)))
          .isZero();
      assertThat(done).allSatisfy(reached -> assertThat(reached).isGreaterThanOrEqualTo(position));
      assertThat(rows(other)).containsAll(before);
      assertThat(other.bean(ListsDrift.class).find(10)).isEmpty();
      assertThat(since).isNotNull();
    }
  }

  @Test
  void whereAnEventCannotBeReadTheListsStayAsTheyWere() throws InterruptedException {
    negotiated("unreadable", 1);
    List<String> before = rows();
    String payload =
        database
            .sql(
                "SELECT payload FROM domain_event WHERE aggregate_id = 'plan:unreadable' AND"
                    + " sequence_number = 1")
            .query(String.class)
            .single();
    change(
        "UPDATE domain_event SET payload = '{' WHERE aggregate_id = 'plan:unreadable' AND"
            + " sequence_number = 1");
    try {
      assertThatThrownBy(() -> rebuilt((done, total) -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot be read");
      assertThat(rows()).containsAll(before);
      assertThat(lists().at("/last/failure").asText()).contains("cannot be read");
      assertThat(lists().at("/last").has("differences")).isFalse();
    } finally {
      database
          .sql(
              "UPDATE domain_event SET payload = ? WHERE aggregate_id = 'plan:unreadable' AND"
                  + " sequence_number = 1")
          .param(payload)
          .update();
    }
    assertThat(rebuilt((done, total) -> {})).isZero();
    assertThat(lists().at("/last").has("failure")).isFalse();
  }

  @Test
  void whatCannotBeMadeAnewIsPassedOver() throws InterruptedException {
    node.bean(OperationLog.class)
        .record(new ProjectionRebuildRequested("nothing", null, DAY), node.person("Operator"));
    assertThat(rebuilt((done, total) -> {})).isZero();
  }

  @Test
  void historiesAreMadeAnewBesideThoseThatAreAnsweredFrom() throws IOException {
    node.record(opened("history"), added("history", "values"));
    node.record(opened("other"), added("other", "values"));
    Forged.checkpoint(node, List.of(opened("history"), added("history", "goals")));
    assertThat(provisions("history")).containsExactly("goals");
    assertThat(provisions("other")).containsExactly("values");
    JsonNode before = node.get("/api/plans/other/draft");
    String operator = node.person("Operator");

    askFor("texts");

    await().until(() -> projection("texts").at("/last/differences").asLong() == 1);
    assertThat(provisions("history")).containsExactly("values");
    assertThat(node.get("/api/plans/other/draft")).isEqualTo(before);
    JsonNode texts = projection("texts");
    assertThat(texts.has("rebuild")).isFalse();
    assertThat(texts.at("/last/rows"))
        .extracting(JsonNode::asText)
        .contains(
            "the history of plan history does not hold what the log says in the draft of revision"
                + " 1: goals, values");
    List<StoredEvent> told =
        node.bean(StoredEvents.class).ofType("ProjectionRebuilt").stream()
            .filter(event -> event.payload().contains("\"projection\":\"texts\""))
            .toList();
    assertThat(told.getLast().payload()).contains("\"differences\":1");
    assertThat(told.getLast().metaData()).contains(operator);
    // The checkpoint is another one too.
    assertThat(node.bean(Checkpoints.class).open("history").orElseThrow().size()).isEqualTo(2);
    node.bean(Histories.class).readAgain("plan:history");
    assertThat(provisions("history")).containsExactly("values");
    node.record(added("history", "mission"));
    assertThat(provisions("history")).containsExactly("values", "mission");
  }

  @Test
  void aPlanThatCannotBeMadeAnewIsAsItWasAndTold() {
    node.record(opened("torn"), added("torn", "values"));
    node.record(opened("whole"), added("whole", "values"));
    assertThat(provisions("torn")).containsExactly("values");
    change(
        "UPDATE domain_event SET payload = replace(payload, 'planId', 'planner') WHERE"
            + " aggregate_id = 'plan:torn' AND sequence_number = 1");
    try {
      askFor("texts");
      await()
          .untilAsserted(
              () ->
                  assertThat(projection("texts").at("/last/rows").toString())
                      .contains("plan torn is as it was: Event 1 of plan:torn"));
      assertThat(provisions("torn")).containsExactly("values");
      assertThat(provisions("whole")).containsExactly("values");
    } finally {
      change(
          "UPDATE domain_event SET payload = replace(payload, 'planner', 'planId') WHERE"
              + " aggregate_id = 'plan:torn' AND sequence_number = 1");
    }
  }

  /** Each request is carried out once by each folder of checkpoints, also after a restart. */
  @Test
  void aNodeThatWasAwayMakesItsHistoriesAnewWhenItIsBack(@TempDir Path folder) throws IOException {
    node.record(opened("back"), added("back", "values"));
    node.get("/api/plans/back/draft");
    int before = rebuiltTexts();
    textsOf(folder).step();
    textsOf(folder).step();
    assertThat(rebuiltTexts()).as("it has nothing yet").isEqualTo(before);
    askFor("texts");
    await().until(() -> rebuiltTexts() == before + 1);
    TextsRebuild back = textsOf(folder);
    back.step();
    assertThat(rebuiltTexts()).isEqualTo(before + 2);
    assertThat(back.ended().orElseThrow().failure()).isNull();
    textsOf(folder).step();
    assertThat(rebuiltTexts()).isEqualTo(before + 2);
    Files.delete(folder.resolve("rebuilt"));
    Files.createFile(folder.resolve("plan.head"));
    textsOf(folder).step();
    textsOf(folder).step();
    assertThat(rebuiltTexts()).as("nobody knows how old the checkpoints are").isEqualTo(before + 3);
    Files.writeString(folder.resolve("rebuilt"), "half");
    assertThatThrownBy(() -> textsOf(folder).step())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete it");
  }

  @Test
  void whatWasFoundIsRecordedOnceItMayBe(@TempDir Path folder) throws IOException {
    node.record(opened("kept"), added("kept", "values"));
    TextsRebuild texts = textsOf(folder);
    texts.step();
    int before = rebuiltTexts();
    askFor("texts");
    await().until(() -> rebuiltTexts() == before + 1);
    Forged.checkpoint(node, List.of(opened("kept"), added("kept", "goals")));
    ReadOnly readOnly = node.bean(ReadOnly.class);
    readOnly.begin(new ReadOnly.Found(4711, null, "the database is older"));
    try {
      texts.step();
      assertThat(provisions("kept")).containsExactly("values");
      assertThat(rebuiltTexts()).isEqualTo(before + 1);
    } finally {
      readOnly.end();
    }
    texts.step();
    assertThat(rebuiltTexts()).isEqualTo(before + 2);
    assertThat(texts.ended().orElseThrow().differences()).isEqualTo(1);
  }

  @Test
  void historiesAreReadAndWrittenWhileTheyAreMadeAnew() throws Exception {
    node.record(opened("busy"));
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 200; i++) {
                node.record(added("busy", "goal-" + i));
              }
            });
    Histories histories = node.bean(Histories.class);
    int times = 0;
    while (!writing.isDone()) {
      assertThat(histories.rebuild("busy", () -> {})).isEmpty();
      times++;
    }
    writing.join();
    assertThat(times).isPositive();
    assertThat(provisions("busy")).hasSize(200);
    assertThat(histories.rebuild("busy", () -> {})).isEmpty();
  }

  private List<String> provisions(String plan) {
    return node.get("/api/plans/%s/draft".formatted(plan))
        .get("provisions")
        .valueStream()
        .map(one -> one.get("id").asText())
        .toList();
  }

  private TextsRebuild textsOf(Path folder) {
    return new TextsRebuild(
        node.bean(Histories.class),
        folder,
        node.bean(StoredEvents.class),
        node.bean(LogReader.class),
        node.bean(OperationLog.class),
        node.bean(ReadOnly.class),
        Clock.systemUTC());
  }

  private int rebuiltTexts() {
    return (int)
        node.bean(StoredEvents.class).ofType("ProjectionRebuilt").stream()
            .filter(event -> event.payload().contains("\"projection\":\"texts\""))
            .count();
  }

  /** As a crash between the two would have it: the rows are written, the token is not. */
  @Test
  void rowsWithoutTheirTokenAreNotThereAndComeOnce() {
    negotiated("token", 1);
    await().until(() -> node.bean(RebuildState.class).unrecorded().isEmpty());
    long last = node.bean(Positions.class).head();
    await().until(() -> node.bean(Progress.class).covers("lists", last));
    String token =
        database
            .sql("SELECT token FROM tracking_token WHERE processor = 'lists'")
            .query(String.class)
            .single();
    long lists = node.bean(Progress.class).of("lists");
    database
        .sql(
            "ALTER TABLE tracking_token ADD CONSTRAINT token_stays CHECK (processor <> 'lists' OR"
                + " token = '%s')".formatted(token))
        .update();
    try {
      node.record(added("token", "later"));
      // Having failed, it lets go of the token.
      await()
          .until(
              () ->
                  database
                      .sql(
                          "SELECT count(*) FROM tracking_token WHERE processor = 'lists' AND owner"
                              + " IS NULL")
                      .query(Integer.class)
                      .single(),
              count -> count == 1);
      assertThat(entriesOf("plan:token", 6)).isZero();
      assertThat(node.bean(Progress.class).of("lists")).isEqualTo(lists);
    } finally {
      database.sql("ALTER TABLE tracking_token DROP CONSTRAINT token_stays").update();
    }
    long head = node.bean(Positions.class).head();
    await().until(() -> node.bean(Progress.class).covers("lists", head));
    assertThat(entriesOf("plan:token", 6)).isEqualTo(1);
    assertThat(drifted()).isEmpty();
  }

  /** The processor is behind what it has written, as when its token was lost. */
  @Test
  void eventsThatAreHandedOutTwiceAreTakenOnce() {
    negotiated("twice", 3);
    List<String> before = rows();
    processor().shutDown();
    processor().resetTokens();
    processor().start();
    long head = node.bean(Positions.class).head();
    await().until(() -> node.bean(Progress.class).covers("lists", head));
    assertThat(rows()).containsAll(before);
    assertThat(drifted()).isEmpty();
  }

  /**
   * The framework takes positions that are missing before an event of long ago for rolled back, so
   * that the lists and the histories pass over what commits then.
   */
  @Test
  void anEventThatWasPassedOverIsFoundToldAndTaken() throws Exception {
    node.record(opened("late"), added("late", "values"), opened("quiet"), added("quiet", "values"));
    assertThat(node.get("/api/plans/quiet/draft").get("revision").asLong()).isEqualTo(1);
    Reconciliation reconciliation = node.bean(Reconciliation.class);
    reconciliation.look();
    assertThat(reconciliation.problems()).isEmpty();
    double missed = missed("lists");
    await().until(() -> node.bean(RebuildState.class).unrecorded().isEmpty());
    List<String> late =
        writtenLate(
            () ->
                List.of(
                    publish("plan:late", 2, proposed("late", "A-1")),
                    publish("plan:late", 3, proposed("late", "A-2")),
                    publish("plan:quiet", 2, added("quiet", "mission"))),
            () -> publish("plan:late", 4, annulled("late", 2)));
    StoredEvents log = node.bean(StoredEvents.class);
    node.record(opened("after"));
    assertThat(node.get("/api/plans/late/timeline").get("entries")).hasSize(3);
    assertThat(entriesOf("plan:quiet", 2)).isZero();
    assertThat(node.get("/api/plans/quiet/draft").get("revision").asLong()).isEqualTo(1);

    reconciliation.look();

    assertThat(missed("lists")).isEqualTo(missed + 3);
    assertThat(missed("texts")).isPositive();
    String problems = node.get("/api/ledger/status").get("problems").toString();
    assertThat(late)
        .allSatisfy(
            id ->
                assertThat(problems)
                    .contains(id, "position " + log.find(id).orElseThrow().position()));
    assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
    assertThat(drifted()).isEmpty();
    assertThat(entriesOf("plan:late", 2)).as("as recorded, and as annulled").isEqualTo(2);
    assertThat(node.get("/api/plans/late/timeline").get("entries")).hasSize(5);
    assertThat(
            database
                .sql("SELECT amendment_id FROM amendment WHERE plan_id = 'late'")
                .query(String.class)
                .list())
        .containsExactly("A-2");
    assertThat(node.get("/api/plans/quiet/draft").get("revision").asLong()).isEqualTo(2);
    reconciliation.look();
    assertThat(reconciliation.problems()).isEmpty();
    assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void anErasureThatWasPassedOverIsToldAndDone() {
    String person = node.person("Whoever is to be forgotten");
    String event = publish(LedgerEvent.STREAM, 0, new SubjectErased(person, DAY));
    long position = node.bean(StoredEvents.class).find(event).orElseThrow().position();
    await().until(() -> node.bean(Progress.class).covers("lists", position));
    // As the command side would leave it that had passed over the event.
    database
        .sql(
            "INSERT INTO tracking_token SELECT 'erasures', segment, token, token_type, touched_at,"
                + " NULL FROM tracking_token WHERE processor = 'lists'")
        .update();
    double missed = missed("erasures");
    Reconciliation fresh = fresh();
    fresh.look();
    assertThat(fresh.problems())
        .anySatisfy(
            problem -> assertThat(problem).contains("erasures", event, "position " + position));
    assertThat(missed("erasures")).isEqualTo(missed + 1);
    assertThat(node.bean(People.class).names(List.of(person))).isEmpty();
    fresh.look();
    assertThat(fresh.problems()).isEmpty();
    change("DELETE FROM tracking_token WHERE processor = 'erasures'");
  }

  @Test
  void whereManyRowsAreGoneARebuildIsAskedFor() throws InterruptedException {
    node.record(opened("gone"));
    for (int i = 0; i < 2; i++) {
      int from = 100 * i;
      node.recordAtOnce(
          Stream.iterate(from, n -> n + 1)
              .limit(100)
              .<Event>map(n -> added("gone", "goal-" + n))
              .toList());
    }
    node.get("/api/plans/gone/timeline?limit=1");
    assertThat(database.sql("DELETE FROM log_entry WHERE stream = 'plan:gone'").update())
        .isEqualTo(201);
    Reconciliation fresh = fresh();
    fresh.look();
    assertThat(fresh.problems())
        .singleElement()
        .asString()
        .startsWith("More than 100 events")
        .endsWith("have these rebuilt");
    assertThat(rebuilt((done, total) -> {})).isEqualTo(201);
    fresh.look();
    assertThat(fresh.problems()).isEmpty();
  }

  @Test
  void whatWasPassedOverAndFailsIsSetAsideAndLeftToARetry() throws Exception {
    node.record(
        opened("unfit"),
        added("unfit", "values"),
        added("unfit", "mission"),
        added("unfit", "vision"));
    node.get("/api/plans/unfit/timeline?limit=1");
    assertThat(
            database
                .sql("DELETE FROM log_entry WHERE stream = 'plan:unfit' AND revision IN (1, 2)")
                .update())
        .isEqualTo(2);
    for (String table : List.of("log_entry", "log_entry_beside")) {
      database
          .sql(
              "ALTER TABLE %s ADD CONSTRAINT unfit_%1$s CHECK (NOT (stream = 'plan:unfit' AND revision = 1))"
                  .formatted(table))
          .update();
    }
    assertThatThrownBy(() -> rebuilt((done, total) -> {}))
        .as("nobody has set it aside, nor given it up")
        .isInstanceOf(IllegalStateException.class);
    DeadLetters letters = node.bean(DeadLetters.class);
    Reconciliation reconciliation = fresh();
    reconciliation.look();
    assertThat(reconciliation.problems())
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem).endsWith("cannot take it now: it is among the dead letters"));
    assertThat(letters.revisions("lists", "plan:unfit")).containsExactlyInAnyOrder(1L, 2L);
    assertThat(letters.first("lists", "plan:unfit").orElseThrow().cause()).isNotNull();
    reconciliation.look();
    assertThat(reconciliation.problems()).isEmpty();
    Reconciliation another = fresh();
    another.look();
    assertThat(another.problems()).isEmpty();
    assertThat(rebuilt((done, total) -> {})).isZero();
    assertThat(drifted()).isEmpty();

    for (String table : List.of("log_entry", "log_entry_beside")) {
      database.sql("ALTER TABLE %s DROP CONSTRAINT unfit_%1$s".formatted(table)).update();
    }
    Rebuild rebuild = node.bean(Rebuild.class);
    rebuild.stop();
    long request = ask();
    long last = node.bean(Positions.class).of("plan:unfit", 3);
    RebuildState state = node.bean(RebuildState.class);
    await()
        .until(
            () -> {
              rebuild.step();
              return state
                  .running()
                  .filter(running -> running.position() != null && running.position() >= last)
                  .isPresent();
            });
    // The tables beside are past it, and do not hold it.
    node.record(new DeadLetterRetried("lists", "plan:unfit", null, DAY));
    await().until(() -> entriesOf("plan:unfit", 2) == 1);
    rebuild.start();
    assertThat(rebuild.await(request, (done, total) -> {})).isZero();
    assertThat(letters.count("lists")).isZero();
    assertThat(entriesOf("plan:unfit", 1)).isEqualTo(1);
    assertThat(drifted()).isEmpty();
  }

  /** Of a type that only a newer version knows. */
  @Test
  void whatWasPassedOverAndCanNeitherBeTakenNorSetAsideStaysAProblemUntilItCan() {
    node.record(opened("newer"), added("newer", "values"), added("newer", "mission"));
    node.get("/api/plans/newer/timeline?limit=1");
    change("DELETE FROM log_entry WHERE stream = 'plan:newer' AND revision = 1");
    String ofValues = "WHERE aggregate_id = 'plan:newer' AND sequence_number = 1";
    change("UPDATE domain_event SET payload_type = 'ProvisionPainted' " + ofValues);
    double missed = missed("lists");
    Reconciliation reconciliation = fresh();
    String problem;
    Logger log = (Logger) LoggerFactory.getLogger(Reconciliation.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    log.addAppender(told);
    try {
      reconciliation.look();
      problem = String.join("", reconciliation.problems());
      assertThat(problem)
          .contains("can neither take it nor set it aside: ", "ProvisionPainted")
          .contains("position " + node.bean(Positions.class).of("plan:newer", 1));
      reconciliation.look();
      assertThat(reconciliation.problems()).containsExactly(problem);
    } finally {
      log.detachAppender(told);
      change("UPDATE domain_event SET payload_type = 'ProvisionAdded' " + ofValues);
    }
    assertThat(told.list).extracting(ILoggingEvent::getMessage).containsExactly(problem);
    assertThat(missed("lists")).isEqualTo(missed + 1);

    reconciliation.look();
    assertThat(reconciliation.problems()).singleElement().asString().endsWith("takes it now");
    assertThat(entriesOf("plan:newer", 1)).isEqualTo(1);
    reconciliation.look();
    assertThat(reconciliation.problems()).isEmpty();
    assertThat(drifted()).isEmpty();
  }

  /** Whatever the clocks of the nodes say. */
  @Test
  void aNodeThatStartsFollowsWhatIsStillBeingAppended() {
    node.record(opened("open"));
    Histories starting =
        new Histories(
            node.bean(StoredStreams.class),
            node.bean(StoredEvents.class),
            node.bean(Positions.class),
            node.bean(Checkpoints.class),
            DataSize.ofMegabytes(1),
            new SimpleMeterRegistry());
    List<String> late = new ArrayList<>();
    List<TrackingToken> start = new ArrayList<>();
    new TransactionTemplate(node.bean(PlatformTransactionManager.class))
        .executeWithoutResult(
            alone -> {
              late.add(publish("plan:open", 1, added("open", "values")));
              CompletableFuture.runAsync(
                      () -> {
                        // Recorded by a clock that is far behind, or read by one that is ahead.
                        publish("plan:ahead", 0, opened("ahead"));
                        start.add(starting.start());
                      })
                  .join();
            });
    long position = node.bean(StoredEvents.class).find(late.getFirst()).orElseThrow().position();
    assertThat(position).isLessThan(node.bean(Positions.class).of("plan:ahead", 0));
    assertThat(Progress.covers(start.getFirst(), position)).isFalse();
    long head = node.bean(Positions.class).head();
    await().until(() -> node.bean(Progress.class).covers("lists", head));
    fresh().look();
    assertThat(drifted()).isEmpty();
  }

  private Reconciliation fresh() {
    return new Reconciliation(
        node.bean(StoredEvents.class),
        node.bean(Progress.class),
        node.bean(Parking.class),
        node.bean(DeadLetters.class),
        node.bean(Histories.class),
        node.bean(People.class),
        node.bean(StoredMessages.class),
        database,
        node.bean(PlatformTransactionManager.class),
        node.bean(MeterRegistry.class));
  }

  private double missed(String projection) {
    return node.bean(MeterRegistry.class)
        .get("planledger.projection.missed")
        .tag("projection", projection)
        .counter()
        .count();
  }

  private StreamingEventProcessor processor() {
    return node.bean(EventProcessingConfiguration.class)
        .eventProcessor("lists", StreamingEventProcessor.class)
        .orElseThrow();
  }

  private int entriesOf(String stream, long revision) {
    return database
        .sql("SELECT count(*) FROM log_entry WHERE stream = ? AND revision = ?")
        .params(stream, revision)
        .query(Integer.class)
        .single();
  }

  /** Asks for a rebuild, and tells the number of the request. */
  private long ask() {
    return ask(node);
  }

  private void askFor(String projection) {
    askFor(node, projection);
  }

  private static void askFor(Answering at, String projection) {
    at.bean(OperationLog.class)
        .record(new ProjectionRebuildRequested(projection, "A try", DAY), at.person("Operator"));
  }

  static long ask(Answering at) {
    askFor(at, "lists");
    return at.bean(JdbcClient.class)
        .sql(
            "SELECT max(sequence_number) FROM domain_event WHERE aggregate_id = 'operations:log'"
                + " AND payload_type = 'ProjectionRebuildRequested'")
        .query(Long.class)
        .single();
  }

  private long rebuilt(Rebuild.Watcher watcher) throws InterruptedException {
    return node.bean(Rebuild.class).await(ask(), watcher);
  }

  private void change(String statement) {
    assertThat(database.sql(statement).update()).as(statement).isEqualTo(1);
  }

  private JsonNode lists() {
    return projection("lists");
  }

  private JsonNode projection(String name) {
    for (JsonNode one : node.get("/api/operations/projections").get("projections")) {
      if (one.get("name").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError(name + " is not told");
  }

  private List<ListsDrift.Drifted> drifted() {
    return node.bean(ListsDrift.class).find(10);
  }

  private List<String> rows() {
    return rows(node);
  }

  /** The rows of plans. */
  private static List<String> rows(Answering at) {
    JdbcClient database = at.bean(JdbcClient.class);
    return Stream.of(
            "SELECT * FROM log_entry WHERE stream LIKE 'plan:%' ORDER BY stream, revision, version",
            "SELECT * FROM amendment ORDER BY plan_id, amendment_id")
        .flatMap(
            sql ->
                database
                    .sql(sql)
                    .query(
                        (row, number) -> {
                          List<String> columns = new ArrayList<>();
                          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            columns.add(String.valueOf(row.getString(i)));
                          }
                          return String.join("|", columns);
                        })
                    .list()
                    .stream())
        .toList();
  }

  private void negotiated(String plan, int amendments) {
    negotiated(node, plan, amendments);
    node.get("/api/plans/%s/timeline?limit=1".formatted(plan));
  }

  /** A plan with amendments of which the first is annulled, and others corrected and withdrawn. */
  static void negotiated(Answering at, String plan, int amendments) {
    at.record(opened(plan), added(plan, "values"));
    for (int n = 1; n <= amendments; n++) {
      at.record(proposed(plan, "A-" + n));
    }
    at.record(annulled(plan, 2));
    for (int n = 2; n < amendments; n++) {
      at.record(
          new AmendmentWithdrawn(plan, "A-" + n, null, DAY),
          new RecordCorrected(
              plan,
              1 + n,
              new RecordFields(null, null, null, DAY.minusDays(n)),
              false,
              "Day",
              DAY));
    }
    at.record(added(plan, "mission"), added(plan, "vision"));
  }

  private String publish(String stream, long sequence, Event event) {
    String id = UUID.randomUUID().toString();
    node.bean(EventStore.class)
        .publish(
            new GenericDomainEventMessage<>(
                "plan",
                stream,
                sequence,
                event,
                Map.of("actor", node.person("Secretary"), "commandDigest", "0"),
                id,
                Instant.parse("2018-01-01T00:00:00Z").plusSeconds(sequence)));
    return id;
  }

  /**
   * Writes events at positions that those who follow the log have given up, as another program may.
   *
   * @param meanwhile publishes behind them
   */
  private List<String> writtenLate(Supplier<List<String>> publishing, Runnable meanwhile) {
    StoredEvents log = node.bean(StoredEvents.class);
    List<StoredEvent> rows = new ArrayList<>();
    new TransactionTemplate(node.bean(PlatformTransactionManager.class))
        .executeWithoutResult(
            undone -> {
              publishing.get().forEach(id -> rows.add(log.find(id).orElseThrow()));
              undone.setRollbackOnly();
            });
    meanwhile.run();
    await()
        .until(
            () -> {
              node.record(opened("behind-" + UUID.randomUUID()));
              return rows.stream()
                  .map(StoredEvent::position)
                  .allMatch(
                      position ->
                          node.bean(Progress.class).covers("lists", position)
                              && node.bean(Histories.class).covers(position));
            });
    for (StoredEvent row : rows) {
      database
          .sql(
              """
              INSERT INTO domain_event (global_index, event_id, aggregate_id, sequence_number,
                aggregate_type, recorded_at, payload_type, payload_revision, payload, meta_data)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
              """)
          .params(
              row.position(),
              row.eventId(),
              row.aggregateId(),
              row.sequence(),
              row.aggregateType(),
              row.recordedAt(),
              row.payloadType(),
              row.payloadRevision(),
              row.payload(),
              row.metaData())
          .update();
    }
    return rows.stream().map(StoredEvent::eventId).toList();
  }

  private static RecordCorrected annulled(String plan, long revision) {
    return new RecordCorrected(plan, revision, null, true, "Never made", DAY);
  }
}
