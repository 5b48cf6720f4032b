package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.EntryBundle;
import org.planledger.ledger.Evidence;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Tile;
import org.planledger.ledger.TlogProof;
import org.planledger.ledger.Tree;
import org.planledger.ledger.Trust;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Bundle;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.BundleWriter;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.ledger.second.SecondClient;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.people.People;
import org.planledger.plan.RecordFields;
import org.planledger.plan.Scope;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.Answering;
import org.planledger.query.Forged;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.query.rebuild.Rebuild;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Origins;
import org.planledger.store.OperationLog;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.text.Edit;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerContract {
  static final Map<String, String> FAST = Map.of("planledger.ledger.interval", "20ms");
  private static final LocalDate DAY = LocalDate.parse("2017-09-11");

  /**
   * Notes which answers are left to another thread, where the server cuts them off after a time.
   */
  @Configuration(proxyBeanMethods = false)
  static class LeftToAnotherThread {
    static final Set<String> PATHS = ConcurrentHashMap.newKeySet();

    @Bean
    Filter leftToAnotherThread() {
      return (request, response, chain) -> {
        chain.doFilter(request, response);
        if (request.isAsyncStarted()) {
          PATHS.add(((HttpServletRequest) request).getRequestURI());
        }
      };
    }
  }

  @TempDir private Path folder;
  private Answering answers;
  private JdbcClient database;
  private LedgerTables tables;
  private Note first;

  /** Where a new log and its ledger are, as properties. */
  abstract Map<String, String> database();

  @BeforeAll
  void start() {
    answers =
        new Answering(database(), FAST, LeftToAnotherThread.class, StatementsOfRequests.class);
    database = answers.bean(JdbcClient.class);
    tables = answers.bean(LedgerTables.class);
    for (int meeting = 0; meeting < 5; meeting++) {
      answers.record(scheduled("m-" + meeting));
    }
    first = covered();
  }

  @AfterAll
  void stop() {
    answers.close();
  }

  @Test
  void theWholeLogIsProvenByItsBundleWhichIsTheSameEachTime() throws IOException {
    answers.record(scheduled("bundle"));
    covered();
    byte[] bundle = written(answers);
    assertThat(written(answers)).isEqualTo(bundle);
    Report report = verified(bundle, first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    assertThat(verified(bundle, null).findings())
        .extracting(Finding::code)
        .containsExactly(Code.TAIL_UNPROVEN);
    Long head = answers.bean(Positions.class).head();
    assertThat(tables.leaves(0, 10_000).stream().map(Leaf::position).toList())
        .isSorted()
        .endsWith(head);
  }

  @Test
  void aBundleThatIsHandedOutIsRecordedAndThatOfASizeStaysTheSame() throws IOException {
    answers.record(scheduled("exported"));
    Checkpoint checkpoint = Checkpoint.parse(covered().text());
    String path = "/api/ledger/bundle?size=" + checkpoint.size();
    List<String> before = exported();
    byte[] bundle = answers.bytes(path).body();
    assertThat(LeftToAnotherThread.PATHS).isEmpty();
    String export =
        "{\"size\":%d,\"root\":\"%s\",\"on\":\"2018-01-10\"}"
            .formatted(checkpoint.size(), checkpoint.root().base64());
    await().until(() -> exported().size() > before.size());
    assertThat(exported().getLast()).isEqualTo(export);

    answers.record(new SubjectErased(answers.person("Not in an older bundle"), DAY));
    covered();
    assertThat(answers.bytes(path).body()).isEqualTo(bundle);
    await().until(() -> exported().size() > before.size() + 1);
    assertThat(exported().getLast()).isEqualTo(export);

    // The next of its own accord holds both.
    covered();
    byte[] next = answers.bytes("/api/ledger/bundle").body();
    Report report = verified(next, first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    assertThat(java.util.Objects.requireNonNull(report.signed()).checkpoint().size())
        .isGreaterThan(checkpoint.size() + 2);
    await().until(() -> exported().size() > before.size() + 2);

    HttpResponse<byte[]> head = answers.head("/api/ledger/bundle");
    assertThat(head.headers().firstValue("Content-Type")).contains("application/zip");
    assertThat(answers.refusal("/api/ledger/bundle?size=99999999"))
        .startsWith("404 No checkpoint over 99999999 events was signed");
    covered();
    assertThat(exported()).hasSize(before.size() + 3);
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
  }

  /** What is recorded of bundles that were handed out. */
  private List<String> exported() {
    return answers.bean(StoredEvents.class).ofType("BundleExported").stream()
        .map(StoredEvent::payload)
        .toList();
  }

  /** The latest bundle, without handing it out. */
  private static byte[] written(Answering node) throws IOException {
    return written(node, node.bean(LedgerTables.class).latest().orElseThrow());
  }

  private static byte[] written(Answering node, LedgerTables.Signed signed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter.writeZip(node.bean(BundleEndpoint.class).upTo(signed), out);
    return out.toByteArray();
  }

  @Test
  void aPageOfEventsIsAskedForInOneStatementHoweverLongItIs() throws InterruptedException {
    covered();
    StatementsOfRequests.ENDED.clear();
    answers.bytes("/api/ledger/events?limit=1");
    List<String> one = StatementsOfRequests.ENDED.take();
    answers.bytes("/api/ledger/events?limit=5");
    List<String> five = StatementsOfRequests.ENDED.take();
    assertThat(five).isNotEmpty().hasSameSizeAs(one);
    assertThat(five).filteredOn(sql -> sql.contains("domain_event")).hasSize(1);
    assertThat(five).filteredOn(sql -> sql.contains("ledger_leaf")).hasSize(1);
  }

  /** Notes the statements that each page of events was made with. */
  @Configuration(proxyBeanMethods = false)
  static class StatementsOfRequests {
    static final ThreadLocal<List<String>> ASKED = new ThreadLocal<>();
    static final BlockingQueue<List<String>> ENDED = new LinkedBlockingQueue<>();

    /** Whether the ledger runs into an error wherever it asks the database. */
    static volatile boolean ledgerFails;

    @Bean
    Filter statementsOfRequests() {
      return (request, response, chain) -> {
        boolean isPage =
            ((HttpServletRequest) request).getRequestURI().equals("/api/ledger/events");
        if (isPage) {
          ASKED.set(new ArrayList<>());
        }
        try {
          chain.doFilter(request, response);
        } finally {
          if (isPage) {
            ENDED.add(List.copyOf(ASKED.get()));
            ASKED.remove();
          }
        }
      };
    }

    @Bean
    static BeanPostProcessor listened() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof DataSource dataSource ? new Listened(dataSource) : bean;
        }
      };
    }

    private static final class Listened extends DelegatingDataSource {
      Listened(DataSource dataSource) {
        super(dataSource);
      }

      @Override
      public Connection getConnection() throws SQLException {
        if (ledgerFails && Thread.currentThread().getName().equals("ledger")) {
          throw new StackOverflowError("a test says so");
        }
        Connection connection = super.getConnection();
        List<String> asked = ASKED.get();
        return asked == null
            ? connection
            : (Connection)
                Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                      if (method.getName().equals("prepareStatement")) {
                        asked.add((String) arguments[0]);
                      }
                      return method.invoke(connection, arguments);
                    });
      }
    }
  }

  @Test
  void aClientOfTilesReadsTheTree() throws Exception {
    long before = sizeOf(covered());
    Tile partial = Tile.ofTree(before).filter(tile -> tile.level() == 0).toList().getLast();
    byte[] narrow = answers.bytes("/api/ledger/" + partial.path()).body();
    assertThat(narrow).hasSize(partial.width() * 32);
    for (int i = 0; i < 300; i++) {
      answers.record(scheduled("tile-" + i));
    }
    Checkpoint checkpoint = Checkpoint.parse(covered().text());
    Tree tree = new Tree();
    for (Tile tile : Tile.ofTree(checkpoint.size()).filter(t -> t.level() == 0).toList()) {
      HttpResponse<byte[]> entries =
          answers.bytes("/api/ledger/" + EntryBundle.path(tile.index(), tile.width()));
      assertForEver(entries);
      EntryBundle.decode(entries.body()).forEach(leaf -> tree.append(Merkle.leaf(leaf)));
    }
    assertThat(tree.size()).isEqualTo(checkpoint.size());
    assertThat(tree.root()).isEqualTo(checkpoint.root());
    tree.takeTiles()
        .forEach(
            (tile, hashes) -> {
              HttpResponse<byte[]> answer = answers.bytes("/api/ledger/" + tile.path());
              assertThat(answer.body()).as(tile.path()).isEqualTo(hashes);
              assertForEver(answer);
            });
    List<String> keys = tables.keys().stream().map(key -> key.key().toString()).toList();
    assertThat(SecondClient.read(answers.address("/api/ledger/"), keys))
        .isGreaterThanOrEqualTo(checkpoint.size());
    // An old client asks for the width that the tile had then.
    HttpResponse<byte[]> again = answers.bytes("/api/ledger/" + partial.path());
    assertThat(again.body()).isEqualTo(narrow);
    assertForEver(again);
    HttpResponse<byte[]> latest = answers.bytes("/api/ledger/checkpoint");
    assertThat(latest.headers().firstValue("Content-Type")).contains("text/plain;charset=utf-8");
    assertThat(latest.headers().firstValue("Cache-Control")).contains("max-age=1");
    assertThat(answers.refusal("/api/ledger/tile/0/x001/000"))
        .startsWith("404 There is no tile/0/x001/000");
    assertThat(answers.refusal("/api/ledger/tile/0/000.p/0")).startsWith("404");
    assertThat(answers.refusal("/api/ledger/tile/entries/x999/999/999/999/999/999/999.p/1"))
        .startsWith("404");
  }

  private static void assertForEver(HttpResponse<byte[]> answer) {
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(answer.headers().firstValue("Cache-Control"))
        .contains("max-age=31536000, public, immutable");
  }

  @Test
  void anEventIsProvenByItselfAndTreesAreProvenToGoOn() {
    Note note = covered();
    Leaf leaf = tables.leaves(2, 1).getFirst();
    TlogProof proof =
        TlogProof.parse(answers.bytes("/api/ledger/proof?event=" + leaf.eventId()).body());
    assertThat(proof.leaf()).isEqualTo(leaf.text());
    Trust.Signed signed = proof.verify(leaf.bytes(), trust());
    JsonNode consistency =
        answers.get("/api/ledger/consistency?from=3&to=" + signed.checkpoint().size());
    List<Hash> hashes = new ArrayList<>();
    consistency.get("proof").forEach(hash -> hashes.add(Hash.fromBase64(hash.asText())));
    Merkle.verifyConsistency(
        3,
        signed.checkpoint().size(),
        hashes,
        Hash.fromBase64(consistency.get("fromRoot").asText()),
        signed.checkpoint().root());
    assertThat(Checkpoint.parse(note.text()).size())
        .isLessThanOrEqualTo(signed.checkpoint().size());

    JsonNode page = answers.get("/api/ledger/events?from=2&limit=1");
    assertThat(page.at("/events/0/index").asLong()).isEqualTo(2);
    assertThat(page.at("/events/0/envelope/eventId").asText()).isEqualTo(leaf.eventId());
    assertThat(page.at("/events/0/payload/meetingId").asText()).isEqualTo("m-2");
    assertThat(page.get("next").asLong()).isEqualTo(3);

    assertThat(answers.refusal("/api/ledger/proof?event=nobody"))
        .startsWith("404 There is no event");
    assertThat(answers.refusal("/api/ledger/consistency?from=4&to=3")).startsWith("400 from is 4");
    assertThat(answers.refusal("/api/ledger/consistency?from=0&to=99999999")).startsWith("400");
    assertThat(answers.refusal("/api/ledger/events?limit=0")).startsWith("400");
  }

  @Test
  void aProofThatIsNotReadySaysWhenToAskAgain() {
    String event =
        alone(
            () -> {
              tables.lockAfterOthers();
              String id = CompletableFuture.supplyAsync(() -> publish("not-ready")).join();
              HttpResponse<byte[]> answer = answers.bytes("/api/ledger/proof?event=" + id);
              assertThat(answer.statusCode()).isEqualTo(404);
              assertThat(answer.headers().firstValue("Retry-After")).contains("1");
              assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                  .contains("problems/proof-not-ready");
              return id;
            });
    await().until(() -> answers.bytes("/api/ledger/proof?event=" + event).statusCode() == 200);
  }

  @Test
  void anEventThatCommitsLateIsNotPassedOver() throws Exception {
    StoredEvents events = answers.bean(StoredEvents.class);
    CountDownLatch appended = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    CompletableFuture<String> late =
        CompletableFuture.supplyAsync(
            () ->
                alone(
                    () -> {
                      String id = publish("late");
                      appended.countDown();
                      awaitLatch(commit);
                      return id;
                    }));
    try {
      assertThat(appended.await(30, TimeUnit.SECONDS)).isTrue();
      String early = publish("early");
      long position = events.find(early).orElseThrow().position();
      // Waits as long as it ever does, and still leaves both out.
      assertThat(events.settled()).isLessThan(position - 1);
      assertThat(tables.leafOf(early)).isEmpty();
      commit.countDown();
      await().until(() -> tables.leafOf(early).isPresent());
      Leaf lower = tables.leafOf(late.get(30, TimeUnit.SECONDS)).orElseThrow();
      Leaf higher = tables.leafOf(early).orElseThrow();
      assertThat(lower.position()).isLessThan(higher.position());
      assertThat(lower.index() + 1).isEqualTo(higher.index());
    } finally {
      commit.countDown();
    }
  }

  @Test
  void leavesTilesAndHowFarTheLedgerIsAreWrittenTogetherOrNotAtAll() {
    covered();
    LedgerTables.State before = tables.state();
    byte[] hashes = lastTile(before);
    database
        .sql(
            "ALTER TABLE ledger_state ADD CONSTRAINT no_further CHECK (size <= %d)"
                .formatted(before.size()))
        .update();
    String event;
    try {
      event = publish("not-at-all");
      await()
          .until(
              () -> answers.bean(LedgerStatus.class).problems().toString().contains("last look"));
      assertThat(tables.leafOf(event)).isEmpty();
      assertThat(lastTile(before)).isEqualTo(hashes);
      assertThat(tables.state()).isEqualTo(before);
    } finally {
      database.sql("ALTER TABLE ledger_state DROP CONSTRAINT no_further").update();
    }
    covered();
    assertThat(tables.leafOf(event)).isPresent();
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());
  }

  /** The tile that grows with the next leaf, or is full. */
  private byte[] lastTile(LedgerTables.State state) {
    return hashes(database, new Tile(0, (state.size() - 1) / Tile.FULL, 1));
  }

  @Test
  void whatIsDoneToTheTablesIsFoundByTheSelfAuditAndByWhoeverReadsTheBundle() throws IOException {
    answers.record(scheduled("attacked-0"));
    long taken = takenAndGivenBack();
    for (int i = 1; i < 6; i++) {
      answers.record(scheduled("attacked-" + i));
    }
    covered();
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    assertThat(audit.passed()).isNotNull();
    String victim = eventOf("attacked-2");

    attack(Code.LEAF_MISMATCH, victim, "payload", "replace(payload, 'Geneva', 'Gotham')");
    attack(Code.LEAF_MISMATCH, victim, "payload", "'{'");
    attack(Code.LEAF_MISMATCH, victim, "meta_data", "replace(meta_data, 'p-', 'q-')");
    attack(
        Code.LEAF_MISMATCH, victim, "payload", "replace(payload, '\"attacked-2\"', '\"other\"')");
    attack(Code.LEAF_MISMATCH, victim, "recorded_at", "'2017-01-01T00:00:00Z'");
    attack(
        Code.MISSING_EVENT,
        victim,
        "DELETE FROM domain_event WHERE event_id = '%s'".formatted(victim));
    attack(
        Code.UNLOGGED_EVENT,
        "slipped-in",
        """
        INSERT INTO domain_event SELECT %d, 'slipped-in', 'meeting:slipped-in', 0, aggregate_type,
          recorded_at, payload_type, payload_revision, payload, meta_data
        FROM domain_event WHERE event_id = '%s'\
        """
            .formatted(taken, victim));
    String other = eventOf("attacked-4");
    attack(
        Code.ORDER_MISMATCH,
        victim,
        "UPDATE domain_event SET global_index = -global_index WHERE event_id IN ('%s', '%s')"
            .formatted(victim, other),
        "UPDATE domain_event SET global_index = %d WHERE event_id = '%s'"
            .formatted(position(other), victim),
        "UPDATE domain_event SET global_index = %d WHERE event_id = '%s'"
            .formatted(position(victim), other));
    deletedAndRenumbered();
    assertThat(audit.run()).isEmpty();
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  /** So that neither a position nor a number in its stream is missing. */
  private void deletedAndRenumbered() throws IOException {
    List<Event> events = new ArrayList<>();
    events.add(scheduled("renumbered"));
    events.add(new MeetingOpened("renumbered", DAY));
    events.add(new MeetingOpened("renumbered", DAY.plusDays(1)));
    answers.recordAtOnce(events);
    covered();
    StoredEvent gone =
        answers.bean(StoredEvents.class).ofStream("meeting:renumbered", 1, 1).getFirst();
    attack(
        Code.MISSING_EVENT,
        Set.of(Code.LEAF_MISMATCH, Code.MISSING_EVENT),
        gone.eventId(),
        "DELETE FROM domain_event WHERE event_id = '%s'".formatted(gone.eventId()),
        "UPDATE domain_event SET sequence_number = 1 WHERE aggregate_id = 'meeting:renumbered' AND"
            + " sequence_number = 2",
        "UPDATE domain_event SET global_index = 1 - global_index WHERE global_index > "
            + gone.position(),
        "UPDATE domain_event SET global_index = -global_index WHERE global_index < 0");
  }

  /** The log is as it was: whoever reads a bundle is not concerned. */
  @Test
  void aRowOfTheListsThatIsNotWhatTheLogSaysIsFoundByTheSelfAudit() throws IOException {
    answers.record(scheduled("drifted"));
    covered();
    await().until(() -> answers.bytes("/api/meetings/drifted").statusCode() == 200);
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    String event = eventOf("drifted");
    String actor =
        database
            .sql("SELECT actor FROM log_entry WHERE stream = 'meeting:drifted'")
            .query(String.class)
            .single();
    database
        .sql("UPDATE log_entry SET actor = 'p-forged' WHERE stream = 'meeting:drifted'")
        .update();
    assertThat(audit.run())
        .containsExactly(
            new Finding(
                Code.PROJECTION_DRIFT,
                "the row log_entry (meeting:drifted, 0, 0) does not hold what the log says in"
                    + " actor, event "
                    + event,
                tables.leafOf(event).orElseThrow().index(),
                event,
                List.of()));
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
    JsonNode status = answers.get("/api/ledger/status");
    assertThat(status.get("problems").toString())
        .contains("PROJECTION_DRIFT", "log_entry (meeting:drifted, 0, 0)", event);
    assertThat(status.at("/audit/findings/0/event").asText()).isEqualTo(event);
    Report report = verified(written(answers), first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    database
        .sql("UPDATE log_entry SET actor = ? WHERE stream = 'meeting:drifted'")
        .param(actor)
        .update();
    assertThat(audit.run()).isEmpty();
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aLaterVersionThatReadsEventsOtherwiseBreaksNoProofAndHidesNoChange()
      throws IOException, InterruptedException {
    Map<String, String> shared = database();
    byte[] checkpoint;
    byte[] bundle;
    byte[] proof;
    String event;
    try (Answering before = new Answering(shared, FAST)) {
      before.record(scheduled("upcast-0"), scheduled("upcast-1"));
      covered(before);
      event = before.bean(LedgerTables.class).leaves(0, 1).getFirst().eventId();
      checkpoint = before.bytes("/api/ledger/checkpoint").body();
      bundle = written(before);
      proof = before.bytes("/api/ledger/proof?event=" + event).body();
      assertThat(before.get("/api/meetings/upcast-0").get("place").asText()).isEqualTo("Geneva");
    }
    try (Answering after = new Answering(shared, FAST, EveryMeetingElsewhere.class)) {
      assertThat(after.bytes("/api/ledger/checkpoint").body()).isEqualTo(checkpoint);
      assertThat(written(after)).isEqualTo(bundle);
      assertThat(after.bytes("/api/ledger/proof?event=" + event).body()).isEqualTo(proof);
      after
          .bean(OperationLog.class)
          .record(new ProjectionRebuildRequested("lists", null, DAY), "p-test");
      assertThat(after.bean(Rebuild.class).await(0, (done, total) -> {})).isPositive();
      assertThat(after.get("/api/meetings/upcast-0").get("place").asText()).isEqualTo("Elsewhere");
      SelfAudit audit = after.bean(SelfAudit.class);
      assertThat(audit.run()).isEmpty();

      after.record(scheduled("upcast-2"));
      covered(after);
      Trust trust = trust(after);
      Trust.Signed since = trust.open(Note.parse(checkpoint));
      assertThat(verified(written(after), trust, since).verdict()).isEqualTo(Verdict.PROVEN);

      JdbcClient store = after.bean(JdbcClient.class);
      assertThat(
              store
                  .sql(
                      "UPDATE domain_event SET payload = replace(payload, 'Geneva', 'Gotham') WHERE"
                          + " event_id = ?")
                  .param(event)
                  .update())
          .isEqualTo(1);
      assertThat(audit.run())
          .singleElement()
          .satisfies(found -> assertThat(found.code()).isEqualTo(Code.LEAF_MISMATCH))
          .satisfies(found -> assertThat(found.event()).isEqualTo(event));
      Report report = verified(written(after), trust, since);
      assertThat(report.findings().getFirst().code())
          .as(report.text())
          .isEqualTo(Code.LEAF_MISMATCH);
      assertThat(report.findings().getFirst().index()).isZero();
    }
  }

  @Test
  void aChangedTileIsFoundNothingIsSignedOnItAndTheLastGoodAuditIsKnownAfterARestart()
      throws IOException {
    Map<String, String> shared = database();
    String setNote = "UPDATE ledger_checkpoint SET note = ? WHERE size = 300";
    String note;
    try (Answering node = new Answering(shared, FAST)) {
      List<Event> events = new ArrayList<>();
      events.add(scheduled("tiled"));
      for (int i = 1; i < 300; i++) {
        events.add(new MeetingOpened("tiled", DAY));
      }
      node.recordAtOnce(events);
      note = covered(node).toString();
      assertThat(node.bean(SelfAudit.class).run()).isEmpty();
      node.bean(JdbcClient.class).sql(setNote).param("torn").update();
    }
    try (Answering node = new Answering(shared, FAST)) {
      // It starts all the same.
      assertThat(node.get("/api/ledger/status").get("problems").toString())
          .contains("The row of ledger_checkpoint over 300 events is damaged");
      node.bean(JdbcClient.class).sql(setNote).param(note).update();
      await().until(() -> node.bean(LedgerStatus.class).problems().isEmpty());
      JsonNode passed = node.get("/api/ledger/status").at("/audit/passed");
      assertThat(passed.get("size").asLong()).isEqualTo(300);
      assertThat(passed.get("at").asText()).isEqualTo("2018-01-10T12:00:00Z");
      JdbcClient store = node.bean(JdbcClient.class);
      SelfAudit audit = node.bean(SelfAudit.class);
      for (Tile tile : Tile.ofTree(300).toList()) {
        byte[] right = hashes(store, tile);
        byte[] wrong = right.clone();
        wrong[7] ^= 1;
        setHashes(store, tile, wrong);
        assertThat(audit.run())
            .as(tile.path())
            .anySatisfy(
                found -> {
                  assertThat(found.code()).isEqualTo(Code.TILE_MISMATCH);
                  assertThat(found.detail()).startsWith(tile.path() + " ");
                });
        Report report =
            verified(
                written(node),
                trust(node),
                trust(node).open(node.bean(LedgerTables.class).latest().orElseThrow().note()));
        assertThat(report.findings())
            .as(tile.path())
            .anySatisfy(found -> assertThat(found.code()).isEqualTo(Code.TILE_MISMATCH));
        setHashes(store, tile, right);
        assertThat(audit.run()).isEmpty();
      }
      Tile above = new Tile(1, 0, 1);
      byte[] wrong = hashes(store, above);
      wrong[31] ^= 1;
      setHashes(store, above, wrong);
      node.recordAtOnce(List.of(scheduled("untiled")));
      await().until(() -> !node.bean(LedgerStatus.class).problems().isEmpty());
      assertThat(node.bean(LedgerStatus.class).problems().toString())
          .contains("Nothing is taken up or signed any more");
      assertThat(node.bean(LedgerTables.class).latest().orElseThrow().size()).isEqualTo(300);
    }
  }

  private static byte[] hashes(JdbcClient store, Tile tile) {
    return store
        .sql("SELECT hashes FROM ledger_tile WHERE level = ? AND tile_index = ?")
        .params(tile.level(), tile.index())
        .query(byte[].class)
        .single();
  }

  private static void setHashes(JdbcClient store, Tile tile, byte[] hashes) {
    assertThat(
            store
                .sql("UPDATE ledger_tile SET hashes = ? WHERE level = ? AND tile_index = ?")
                .params(hashes, tile.level(), tile.index())
                .update())
        .isEqualTo(1);
  }

  @Test
  void aBundleHasEveryCheckpointThatWasPublished() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      answers.record(scheduled("published-" + i));
      sizes.add(Checkpoint.parse(covered().text()).size());
    }
    byte[] bundle = answers.bytes("/api/ledger/bundle?size=" + sizes.get(1)).body();
    List<Long> published = published(bundle).stream().map(LedgerContract::sizeOf).toList();
    assertThat(published)
        .contains(sizes.get(0), sizes.get(1))
        .containsExactlyElementsOf(
            database
                .sql("SELECT size FROM ledger_checkpoint WHERE size <= ? ORDER BY size")
                .param(sizes.get(1))
                .query(Long.class)
                .list());
  }

  private static long sizeOf(Note note) {
    return Checkpoint.parse(note.text()).size();
  }

  /** The checkpoints that a bundle holds. */
  private static List<Note> published(byte[] bundle) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("checkpoints.ndjson")) {
          return new String(zip.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> Note.parse((String) CanonicalJson.parse(line)))
              .toList();
        }
      }
    }
    throw new AssertionError("no checkpoints.ndjson");
  }

  @Test
  void aWitnessThatSignsWhileABundleIsWrittenChangesNothingOfIt() throws IOException {
    covered();
    LedgerTables.Signed signed = tables.latest().orElseThrow();
    Signer late = Signer.generate("witness.example/late", KeyKind.WITNESS);
    Bundle bundle = answers.bean(BundleEndpoint.class).upTo(signed);
    Bundle meanwhile =
        new Bundle(
            bundle.checkpoint(),
            bundle.published(),
            bundle.keys(),
            bundle.erasures(),
            () -> {
              tables.addCosignature(
                  signed.size(), late.verifier(), late.sign(signed.note().text(), Instant.now()));
              return bundle.events().iterator();
            },
            bundle.tiles());
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BundleWriter.writeZip(meanwhile, out);
      assertThat(tables.latest().orElseThrow().note().verify(Set.of(late.verifier()))).hasSize(1);
      assertThat(published(out.toByteArray()).getLast()).isEqualTo(signed.note());
      Report report = verified(out.toByteArray(), first);
      assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    } finally {
      database.sql("DELETE FROM ledger_cosignature").update();
    }
  }

  /** Each of these rows once kept everything else from being compared, and nobody was told. */
  @Test
  void aDamagedRowIsNamedAndKeepsNothingElseFromBeingComparedNorFromBeingExported()
      throws IOException {
    answers.record(scheduled("damaged"), scheduled("drifting"), scheduled("whole"));
    covered();
    await().until(() -> answers.bytes("/api/meetings/whole").statusCode() == 200);
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
    String event = eventOf("damaged");
    Leaf leaf = tables.leafOf(event).orElseThrow();
    damaged(
        "UPDATE ledger_leaf SET leaf = ? WHERE leaf_index = " + leaf.index(),
        " {}".getBytes(StandardCharsets.UTF_8),
        leaf.bytes(),
        Code.LEAF_MISMATCH,
        "the row of ledger_leaf of event " + event);
    long size = sizeOf(first);
    damaged(
        "UPDATE ledger_checkpoint SET note = ? WHERE size = " + size,
        "torn",
        database
            .sql("SELECT note FROM ledger_checkpoint WHERE size = ?")
            .param(size)
            .query(String.class)
            .single(),
        Code.MALFORMED,
        "the row of ledger_checkpoint over %d events is damaged".formatted(size));
    damaged(
        "UPDATE ledger_tile SET tile_index = ? WHERE level = 0 AND tile_index IN (0, 4711)",
        4711,
        0,
        Code.TILE_MISMATCH,
        "tile/0/000");
    damaged(
        "UPDATE domain_event SET recorded_at = ? WHERE event_id = '%s'".formatted(event),
        "+1000000000-01-01T00:00:00Z",
        answers.bean(StoredEvents.class).find(event).orElseThrow().recordedAt(),
        Code.LEAF_MISMATCH,
        event);
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  /** Damages a row, and a row of the lists beside it; what was there is put back. */
  private void damaged(String statement, Object damage, Object right, Code code, String detail)
      throws IOException {
    String drift = "UPDATE log_entry SET actor = ? WHERE stream = 'meeting:drifting'";
    String actor =
        database
            .sql("SELECT actor FROM log_entry WHERE stream = 'meeting:drifting'")
            .query(String.class)
            .single();
    try {
      assertThat(database.sql(drift).param("p-forged").update()).isEqualTo(1);
      assertThat(database.sql(statement).param(damage).update()).isEqualTo(1);
      assertThat(answers.bean(SelfAudit.class).run())
          .as(statement)
          .anySatisfy(
              found -> {
                assertThat(found.code()).isEqualTo(code);
                assertThat(found.detail()).contains(detail);
              })
          .anySatisfy(found -> assertThat(found.code()).isEqualTo(Code.PROJECTION_DRIFT));
      assertThat(answers.get("/api/ledger/status").get("problems").toString())
          .contains(code.name(), detail, "PROJECTION_DRIFT")
          .doesNotContain("could not compare");
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
      // The verifier has to say what it is worth.
      assertThat(verified(written(answers), first).findings())
          .as(statement)
          .allSatisfy(
              found ->
                  assertThat(found.code())
                      .isIn(Code.MALFORMED, Code.LEAF_MISMATCH, Code.MISSING_EVENT));
    } finally {
      database.sql(statement).param(right).update();
      database.sql(drift).param(actor).update();
    }
  }

  @Test
  void whatCannotBeComparedIsToldAndSoIsAnAuditThatFindsNothingInOrderForLong() {
    covered();
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    database.sql("ALTER TABLE ledger_leaf RENAME TO ledger_leaf_away").update();
    try {
      audit.run();
      assertThat(audit.problems())
          .anySatisfy(
              problem ->
                  assertThat(problem)
                      .startsWith("The self-audit could not compare everything: ")
                      .contains("events ("));
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
    } finally {
      database.sql("ALTER TABLE ledger_leaf_away RENAME TO ledger_leaf").update();
    }
    assertThat(audit.run()).isEmpty();
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());

    Duration interval = answers.bean(LedgerSettings.class).audit();
    answers.pass(interval.multipliedBy(3));
    try {
      assertThat(audit.problems()).isEmpty();
      answers.pass(Duration.ofSeconds(1));
      assertThat(audit.problems())
          .singleElement()
          .asString()
          .startsWith("The self-audit has not found everything in order since 20");
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(audit.run()).isEmpty();
      assertThat(audit.problems()).isEmpty();
    } finally {
      answers.pass(interval.multipliedBy(-3).minusSeconds(1));
    }
    assertThat(audit.run()).isEmpty();
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void keysAndSignaturesInTheTablesAreCheckedByTheSelfAudit() throws IOException {
    covered();
    answers.record(scheduled("signed"));
    covered();
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    Signer stranger = Signer.generate("planledger.example/log", KeyKind.LOG);
    tables.addKey(stranger.verifier(), 4711);
    onlyFinding(audit, Code.UNTRUSTED_KEY, "no event of the log names it");
    database
        .sql("DELETE FROM ledger_key WHERE verifier_key = ?")
        .param(stranger.verifier().toString())
        .update();

    long size = sizeOf(first);
    Note right = tables.checkpoint(size).orElseThrow().note();
    setNote(size, Checkpoint.parse(right.text()).sign(List.of(stranger)));
    onlyFinding(audit, Code.UNTRUSTED_KEY, "ledger_checkpoint over %d events".formatted(size));
    setNote(size, new Note(right.text(), tables.latest().orElseThrow().note().signatures()));
    onlyFinding(audit, Code.BAD_SIGNATURE, "ledger_checkpoint over %d events".formatted(size));
    setNote(size, right);

    Signer witness = Signer.generate("witness.example/w1", KeyKind.WITNESS);
    Instant now = Instant.now();
    try {
      tables.addCosignature(size, witness.verifier(), witness.sign(right.text(), now));
      assertThat(audit.run()).isEmpty();
      database.sql("DELETE FROM ledger_cosignature").update();
      tables.addCosignature(size, witness.verifier(), witness.sign("another\n", now));
      onlyFinding(audit, Code.BAD_SIGNATURE, "ledger_cosignature (%d, ".formatted(size));
      database.sql("UPDATE ledger_cosignature SET line = 'torn'").update();
      onlyFinding(audit, Code.BAD_SIGNATURE, "is damaged");
      // What cannot be read is not handed on.
      assertThat(tables.checkpoint(size).orElseThrow().note()).isEqualTo(right);
      Report report = verified(written(answers), first);
      assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    } finally {
      database.sql("DELETE FROM ledger_cosignature").update();
    }
    assertThat(audit.run()).isEmpty();
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());
  }

  /** Also at a start. */
  @Test
  void aDamagedRowOfTheLedgerIsToldAndNothingIsSignedUntilItIsPutBack() throws IOException {
    answers.record(scheduled("torn"));
    Note note = covered();
    long size = sizeOf(note);
    String event = eventOf("torn");
    await().until(() -> answers.bytes("/api/meetings/torn").statusCode() == 200);
    damagedAtAStart(
        "UPDATE ledger_checkpoint SET note = ? WHERE size = " + size,
        tables.checkpoint(size).orElseThrow().note().toString(),
        "The row of ledger_checkpoint over %d events is damaged".formatted(size),
        "/api/ledger/checkpoint",
        "/api/ledger/proof?event=" + event,
        "/api/ledger/consistency?from=1",
        "/api/ledger/bundle",
        "/api/ledger/bundle?size=" + size,
        "/api/ledger/events");
    damagedAtAStart(
        "UPDATE ledger_key SET verifier_key = ? WHERE verifier_key IN ('torn', '%s')"
            .formatted(tables.keys().getFirst().key()),
        tables.keys().getFirst().key().toString(),
        "A row of ledger_key is damaged",
        "/api/ledger/bundle");
  }

  private void damagedAtAStart(String statement, String right, String problem, String... paths)
      throws IOException {
    Ledger ledger = answers.bean(Ledger.class);
    long before = tables.largest();
    ledger.stop();
    answers.bean(Publisher.class).close();
    assertThat(database.sql(statement).param("torn").update()).isOne();
    try {
      ledger.start();
      await()
          .until(
              () -> answers.get("/api/ledger/status").get("problems").toString().contains(problem));
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(answers.bytes("/api/meetings/torn").statusCode()).isEqualTo(200);
      for (String path : paths) {
        assertThat(answers.refusal(path)).as(path).startsWith("503 " + problem);
      }
      assertThat(answers.bean(SelfAudit.class).run()).isNotEmpty();
      answers.record(scheduled("after-" + UUID.randomUUID()));
      assertThat(tables.largest()).isEqualTo(before);
    } finally {
      assertThat(database.sql(statement).param(right).update()).isOne();
    }
    covered();
    assertThat(tables.largest()).isGreaterThan(before);
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());
  }

  @Test
  void aPageOfEventsShowsWhatIsDamagedAsMissingAndABundleNeedsNoLeaf() throws IOException {
    answers.record(scheduled("page-1"), scheduled("page-2"));
    long size = sizeOf(covered());
    Leaf leaf = tables.leafOf(eventOf("page-1")).orElseThrow();
    String path = "/api/ledger/events?limit=10&from=" + leaf.index();
    String payload =
        answers.bean(StoredEvents.class).find(eventOf("page-2")).orElseThrow().payload();
    String damageLeaf = "UPDATE ledger_leaf SET leaf = ? WHERE leaf_index = " + leaf.index();
    String damagePayload =
        "UPDATE domain_event SET payload = ? WHERE aggregate_id = 'meeting:page-2'";
    try {
      database.sql(damageLeaf).param(" {".getBytes(StandardCharsets.UTF_8)).update();
      database.sql(damagePayload).param("{\"torn").update();
      JsonNode page = answers.get(path);
      assertThat(page.at("/events/0").has("envelope")).isFalse();
      assertThat(page.at("/events/0/payload/meetingId").asText()).isEqualTo("page-1");
      assertThat(page.at("/events/1/envelope/aggregateId").asText()).isEqualTo("meeting:page-2");
      assertThat(page.at("/events/1").has("payload")).isFalse();
      assertThat(answers.refusal("/api/ledger/proof?event=" + leaf.eventId()))
          .startsWith(
              "503 The row of ledger_leaf of event %s is damaged".formatted(leaf.eventId()));
    } finally {
      database.sql(damageLeaf).param(leaf.bytes()).update();
      database.sql(damagePayload).param(payload).update();
    }
    for (long gone : List.of(size - 1, size - 2)) {
      LedgerTables.Signed signed = tables.firstOver(gone).orElseThrow();
      Leaf last = tables.leaves(signed.size() - 1, 1).getFirst();
      database.sql("DELETE FROM ledger_leaf WHERE leaf_index = ?").param(last.index()).update();
      try {
        Report report = verified(written(answers, signed), trust(), trust().open(signed.note()));
        assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
      } finally {
        tables.addLeaves(List.of(last));
      }
    }
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
  }

  /** By somebody who has the database and no key. */
  @Test
  void aForgedCheckpointDoesNotReplaceTheOneOutsideTheDatabase() throws IOException {
    answers.record(scheduled("anchored"));
    Note right = covered();
    long size = sizeOf(right);
    Checkpoint checkpoint = Checkpoint.parse(right.text());
    LedgerSettings settings = answers.bean(LedgerSettings.class);
    Path outside = settings.keys().resolve("last-checkpoint");
    Signer stranger = Signer.generate(settings.origin(), KeyKind.LOG);
    Signer own = another("signing-another-tree.key");
    String other = new Checkpoint("another.example/log", size, checkpoint.root()).text();
    Ledger ledger = answers.bean(Ledger.class);
    Publisher publisher = answers.bean(Publisher.class);
    ledger.stop();
    try {
      Files.write(outside, first.bytes());
      tables.addKey(own.verifier(), 4711);
      for (Note forged :
          List.of(
              checkpoint.sign(List.of(stranger)),
              new Note(right.text(), first.signatures()),
              new Checkpoint(settings.origin(), size, Merkle.EMPTY).sign(List.of(own)),
              new Note(other, List.of(own.sign(other, Instant.EPOCH))))) {
        setNote(size, forged);
        assertThatThrownBy(publisher::publish)
            .isInstanceOfSatisfying(
                RolledBack.class,
                refused ->
                    assertThat(refused.found())
                        .isNotNull()
                        .satisfies(found -> assertThat(found.size()).isEqualTo(sizeOf(first))))
            .hasMessageContaining(
                "ledger_checkpoint over %d events is not what this log has signed", size);
        assertThat(outside).hasBinaryContent(first.bytes());
      }
      // The keys are in the same database.
      tables.addKey(stranger.verifier(), 0);
      setNote(size, checkpoint.sign(List.of(stranger)));
      assertThat(publisher.publish()).isFalse();
      assertThat(outside).hasBinaryContent(first.bytes());

      setNote(size, right);
      assertThat(publisher.publish()).isFalse();
      assertThat(outside).hasBinaryContent(right.bytes());
    } finally {
      setNote(size, right);
      for (Signer signer : List.of(stranger, own)) {
        database
            .sql("DELETE FROM ledger_key WHERE verifier_key = ?")
            .param(signer.verifier().toString())
            .update();
      }
      Files.delete(settings.keys().resolve("signing-another-tree.key"));
      publisher.close();
      ledger.start();
    }
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());
  }

  private void setNote(long size, Note note) {
    assertThat(
            database
                .sql("UPDATE ledger_checkpoint SET note = ? WHERE size = ?")
                .params(note.toString(), size)
                .update())
        .isEqualTo(1);
  }

  private static void onlyFinding(SelfAudit audit, Code code, String detail) {
    assertThat(audit.run())
        .singleElement()
        .satisfies(found -> assertThat(found.code()).isEqualTo(code))
        .satisfies(found -> assertThat(found.detail()).contains(detail));
  }

  /** Health, for a clock that is moved while somebody holds the ledger back. */
  @Test
  void anEventThatNoCheckpointCoversForFiveMinutesIsAProblemUntilOneDoes() {
    covered();
    Ledger ledger = answers.bean(Ledger.class);
    Duration within = Duration.ofSeconds(299);
    Duration beyond = Duration.ofSeconds(2);
    try {
      alone(
          () -> {
            tables.lockAfterOthers();
            CompletableFuture.runAsync(() -> publish("behind")).join();
            await().until(() -> ledger.behindSince() != null);
            answers.pass(within);
            assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
            answers.pass(beyond);
            assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
            assertThat(answers.bean(LedgerStatus.class).problems())
                .singleElement()
                .asString()
                .contains("there are events that no checkpoint covers");
            assertThat(tables.firstUncovered()).isPresent();
            return true;
          });
      await().until(() -> answers.bytes("/actuator/health").statusCode() == 200);
      assertThat(tables.firstUncovered()).isEmpty();
      assertThat(
              answers
                  .get("/actuator/metrics/planledger.ledger.uncovered.age")
                  .at("/measurements/0/value")
                  .isNumber())
          .isTrue();
    } finally {
      answers.pass(within.plus(beyond).negated());
    }
  }

  @Test
  void anErrorIsAProblemAndTheLedgerGoesOnOnceItIsOver() {
    covered();
    StatementsOfRequests.ledgerFails = true;
    try {
      publish("under-an-error");
      await()
          .untilAsserted(
              () ->
                  assertThat(answers.bean(LedgerStatus.class).problems())
                      .containsExactly("The last look for new events failed: a test says so"));
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
    } finally {
      StatementsOfRequests.ledgerFails = false;
    }
    covered();
    await().until(() -> answers.bean(LedgerStatus.class).problems().isEmpty());
  }

  /** The hash is over all that was agreed, so evidence of one text holds the texts of all. */
  @Test
  void evidenceOfATextThatWasAgreedWithManyOthersIsAsLongAsTheyAre() {
    List<Event> events = new ArrayList<>();
    events.add(
        new PlanOpened(
            "wide",
            Map.of("en", "Strategic plan"),
            ZoneOffset.UTC,
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            DAY));
    List<AgreedItem> items = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      String id = "goal-" + i;
      String proposed = "An information society for all, in place %d. ".formatted(i).repeat(4);
      events.add(
          new ProvisionAdded(
              "wide",
              new NewProvision(
                  id,
                  "goal",
                  new Place(null, null),
                  Map.of(),
                  Map.of("en", text(null, List.of(), proposed)),
                  List.of()),
              DAY));
      items.add(
          agreed(id, text(i + 1L, List.of(proposed), proposed.replace("for all", "open to all"))));
    }
    events.add(
        new ProvisionallyAgreed("wide", new Minute("m-1", "1", "1.1"), items, List.of(), DAY));
    answers.recordAtOnce(events);
    covered();
    String path = "/api/ledger/evidence/plans/wide/provisions/goal-7";
    byte[] file = answers.bytes(path).body();
    Evidence evidence = Evidence.read(file);
    evidence.verify(trust());
    assertThat(evidence.texts().get("en").text()).contains("open to all, in place 7.");
    long payloads =
        evidence.events().stream()
            .mapToLong(
                proved -> CanonicalJson.write(CanonicalJson.parse(proved.event().payload())).length)
            .sum();
    assertThat(payloads).isGreaterThan(100_000);
    assertThat(file.length - payloads).isBetween(1L, 20_000L);
    HttpResponse<byte[]> page = answers.bytes(path + "?format=html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(new String(page.body(), StandardCharsets.UTF_8))
        .contains("open to all, in place 7.", "data:application/json;base64,");
  }

  private static AgreedItem agreed(String provision, TextChange english) {
    return new AgreedItem(
        provision,
        Scope.TEXT,
        List.of(),
        false,
        null,
        null,
        false,
        null,
        Map.of("en", english),
        Map.of());
  }

  private static TextChange text(Long base, List<String> takes, String text) {
    return new TextChange(base, List.of(new Edit(0, takes, List.of(text), null)), text);
  }

  @Test
  void evidenceThatNoVerifierReadsIsRefusedAndSaysWhatProvesTheTextInstead() {
    answers.recordAtOnce(plan("too-long", "A fair world."));
    covered();
    EvidenceEndpoint endpoint =
        new EvidenceEndpoint(
            new Origins(answers.bean(Histories.class)),
            answers.bean(StoredEvents.class),
            tables,
            answers.bean(Proofs.class),
            answers.bean(LedgerSettings.class),
            answers.bean(People.class),
            500);
    for (String format : List.of("json", "html")) {
      assertThatThrownBy(() -> endpoint.evidence("too-long", "vision", null, null, format, ""))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.problem().type()).isEqualTo(ProblemType.TOO_LARGE);
                assertThat(refused.problem().type().status()).isEqualTo(413);
                assertThat(refused.problem().detail())
                    .contains("no verifier reads more than 500", "/api/ledger/bundle, proves it");
              });
    }
  }

  private static List<Event> plan(String id, String vision) {
    return List.of(
        new PlanOpened(
            id,
            Map.of("en", "Strategic plan"),
            ZoneOffset.UTC,
            List.of("en"),
            "en",
            List.of(),
            List.of(),
            DAY),
        new ProvisionAdded(
            id,
            new NewProvision(
                "vision",
                "vision",
                new Place(null, null),
                Map.of(),
                Map.of("en", text(null, List.of(), vision)),
                List.of()),
            DAY));
  }

  @Test
  void thePageOfEvidenceNamesWhoEnteredATextUntilTheNameIsErased() {
    String someone = answers.person("Ms Toforget");
    List<Event> events = plan("entered", "A fair world.");
    for (int i = 0; i < events.size(); i++) {
      answers
          .bean(EventStore.class)
          .publish(
              new GenericDomainEventMessage<>(
                  "plan",
                  "plan:entered",
                  i,
                  events.get(i),
                  Map.of("actor", "p-test", "onBehalfOf", someone, "commandDigest", "0"),
                  UUID.randomUUID().toString(),
                  Instant.now()));
    }
    covered();
    String path = "/api/ledger/evidence/plans/entered/provisions/vision?format=html";
    assertThat(page(path)).contains("Ms Toforget (%s)".formatted(someone));
    answers.bean(People.class).erase(someone);
    assertThat(page(path))
        .contains("%s, whose name was erased".formatted(someone))
        .doesNotContain("Toforget");
  }

  @Test
  void evidenceOfAnOutcomeThatWasCorrectedHoldsTheCorrectionsAndThePageAppliesThem() {
    List<Event> events = new ArrayList<>(plan("righted", "A fair world."));
    long outcome = events.size();
    events.add(
        new ProvisionallyAgreed(
            "righted",
            new Minute("m-1", "1", "1.1"),
            List.of(agreed("vision", text(1L, List.of("A fair world."), "A fairer world."))),
            List.of(),
            DAY));
    answers.recordAtOnce(events);
    String clerk = answers.person("Ms Clerk");
    List<RecordFields> fields =
        List.of(
            new RecordFields("m-2", null, "2.7", null),
            new RecordFields(null, null, "2.8", DAY.plusDays(3)));
    for (RecordFields set : fields) {
      answers
          .bean(EventStore.class)
          .publish(
              new GenericDomainEventMessage<>(
                  "plan",
                  "plan:righted",
                  events.size(),
                  new RecordCorrected("righted", outcome, set, false, "It was later.", DAY),
                  Map.of("actor", "p-test", "onBehalfOf", clerk, "commandDigest", "0"),
                  UUID.randomUUID().toString(),
                  Instant.now()));
      events.add(new RecordCorrected("righted", outcome, set, false, "It was later.", DAY));
    }
    covered();
    String path = "/api/ledger/evidence/plans/righted/provisions/vision";
    Evidence evidence = Evidence.read(answers.bytes(path).body());
    evidence.verify(trust());
    assertThat(evidence.events())
        .extracting(proved -> proved.event().envelope().payloadType())
        .containsExactly("ProvisionallyAgreed", "RecordCorrected", "RecordCorrected");
    long correction = evidence.events().getLast().index();
    assertThat(page(path + "?format=html"))
        .contains(
            "Decided at meeting m-2, item 1, paragraph 2.8, on 2017-09-14.",
            "Corrected</strong> by entry %d of the log, recorded ".formatted(correction),
            "given by Ms Clerk (%s): It was later.".formatted(clerk),
            "At first it was recorded so: Decided at meeting m-1, item 1, paragraph 1.1, on"
                + " 2017-09-11.",
            "It corrects revision %d of the plan.".formatted(outcome));
    // As it was known before the second, and at a time at which nobody knew of any.
    assertThat(page(path + "?format=html&at=rev:" + (outcome + 1)))
        .contains("Decided at meeting m-2, item 1, paragraph 2.7, on 2017-09-11.");
    assertThat(page(path + "?format=html&at=rev:" + outcome))
        .contains("Decided at meeting m-1, item 1, paragraph 1.1, on 2017-09-11.")
        .doesNotContain("Corrected</strong>", "It corrects", "At first");
  }

  private String page(String path) {
    HttpResponse<byte[]> answer = answers.bytes(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** A checkpoint that somebody has put in the place of that of this node, with sums that fit. */
  @Test
  void aHistoryThatIsNotWhatTheLogSaysIsFoundByTheSelfAudit() throws IOException {
    answers.recordAtOnce(plan("forged", "A fair world."));
    covered();
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    Histories histories = answers.bean(Histories.class);
    String words =
        "the history of plan forged on this node does not hold what the log says in the draft of"
            + " revision 1: vision";
    forge(plan("forged", "A foul world."));
    assertDrift(audit.run(), words);
    // Now it is in memory.
    assertThat(answers.get("/api/plans/forged/draft").toString()).contains("A foul world.");
    assertDrift(audit.run(), words);
    assertThat(answers.get("/api/ledger/status").get("problems").toString()).contains(words);
    histories.rebuild("forged", () -> {});
    assertThat(answers.get("/api/plans/forged/draft").toString()).contains("A fair world.");
    assertThat(audit.run()).isEmpty();

    answers.recordAtOnce(plan("reordered", "A fair world."));
    covered();
    List<Event> otherwise = new ArrayList<>(plan("reordered", "A fair world."));
    ProvisionAdded added = (ProvisionAdded) otherwise.get(1);
    otherwise.set(1, new ProvisionAdded(added.planId(), added.provision(), added.on().plusDays(1)));
    forge(otherwise);
    assertDrift(
        audit.run(),
        "the history of plan reordered on this node does not hold what the log says in the order"
            + " of what was decided, from place 2 on");
    histories.rebuild("reordered", () -> {});
    assertThat(audit.run()).isEmpty();

    // A draft of which nothing is left in the last one.
    answers.recordAtOnce(passing("passing", "A fair world."));
    covered();
    forge(passing("passing", "A foul world."));
    assertDrift(
        audit.run(),
        "the history of plan passing on this node does not hold what the log says in the draft of"
            + " revision 1: vision");
    histories.rebuild("passing", () -> {});
    assertThat(audit.run()).isEmpty();
  }

  /** A plan whose only text is taken out again. */
  private static List<Event> passing(String planId, String text) {
    List<Event> events = new ArrayList<>(plan(planId, text));
    events.add(new ProvisionRemoved(planId, List.of("vision"), DAY));
    return events;
  }

  private static void assertDrift(List<Finding> found, String words) {
    assertThat(found)
        .singleElement()
        .satisfies(finding -> assertThat(finding.code()).isEqualTo(Code.PROJECTION_DRIFT))
        .satisfies(finding -> assertThat(finding.detail()).isEqualTo(words));
  }

  private void forge(List<Event> events) throws IOException {
    Forged.checkpoint(answers, events);
  }

  @Test
  void aWishForAFormThatCannotBeReadIsRefused() {
    for (String path : List.of("/api/ledger/evidence/plans/p/provisions/v", "/api/ledger/events")) {
      HttpResponse<byte[]> answer = answers.bytes(path, "Accept", "text/");
      assertThat(answer.statusCode()).as(path).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("problems/malformed-request", "Accept");
    }
  }

  @Test
  void aKeyThatIsRotatedSignsFromThenOnAndTheOldCheckpointsStayValid() throws IOException {
    covered();
    LedgerTables.Signed earlier = tables.latest().orElseThrow();
    byte[] earlierBundle = written(answers, earlier);
    Path old;
    try (var files = Files.list(answers.bean(LedgerSettings.class).keys())) {
      old = files.filter(file -> file.toString().endsWith(".key")).findFirst().orElseThrow();
    }
    LedgerStatus state = answers.bean(LedgerStatus.class);
    Signer second = Signer.generate("planledger.example/log", KeyKind.LOG);
    answers.record(new KeyRotated(second.verifier().toString(), Period.ofDays(30), null, DAY));
    // In the overlap both have to sign.
    await().until(() -> missing(state, second.verifier()));
    assertThat(covered().signatures()).hasSize(1);
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
    second.write(answers.bean(LedgerSettings.class).keys().resolve("second.key"));
    await().until(() -> state.problems().isEmpty());
    answers.record(scheduled("both-sign"));
    assertThat(covered().signatures()).hasSize(2);
    Path away = old.resolveSibling("away");
    Files.move(old, away);
    VerifierKey oldest = tables.keys().getFirst().key();
    await().until(() -> missing(state, oldest));
    Files.move(away, old);
    await().until(() -> state.problems().isEmpty());
    Files.move(old, away);
    Signer third = another("third.key");
    answers.record(new KeyRotated(third.verifier().toString(), Period.ZERO, "stolen", DAY));
    answers.record(scheduled("rotated"));
    Note note = covered();
    assertThat(note.signatures()).hasSize(1);
    assertThat(note.verify(Set.of(third.verifier()))).hasSize(1);
    assertThat(tables.keys()).hasSize(3);
    await().until(() -> tables.keys().getFirst().to() != null);
    // It is over, and nobody misses the old one.
    await().until(() -> state.problems().isEmpty());
    SelfAudit audit = answers.bean(SelfAudit.class);
    assertThat(audit.run()).isEmpty();
    LogKey rotated = tables.keys().get(1);
    String column = "UPDATE ledger_key SET from_size = ? WHERE verifier_key = ?";
    database.sql(column).params(rotated.from() - 1, rotated.key().toString()).update();
    onlyFinding(audit, Code.UNTRUSTED_KEY, "does not hold what the log says");
    database.sql(column).params(rotated.from(), rotated.key().toString()).update();
    assertThat(audit.run()).isEmpty();
    assertThat(written(answers, earlier)).isEqualTo(earlierBundle);
    Report report = verified(written(answers), first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
  }

  private static boolean missing(LedgerStatus status, VerifierKey key) {
    return status.problems().stream()
        .anyMatch(problem -> problem.startsWith("The key %s has to sign".formatted(key)));
  }

  @Test
  void anErasedPersonLeavesEveryProofValid() throws IOException {
    String forgotten = answers.person("To be forgotten");
    answers.record(new SubjectErased(forgotten, DAY));
    covered();
    Report report = verified(written(answers), first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    assertThat(report.facts()).anySatisfy(fact -> assertThat(fact).contains("erased", forgotten));
    assertThat(answers.bean(SelfAudit.class).run()).isEmpty();
  }

  @Test
  void theStatusSaysHowFarEverythingIs() {
    covered();
    JsonNode status = answers.get("/api/ledger/status");
    assertThat(status.get("origin").asText()).isEqualTo("planledger.example/log");
    assertThat(status.at("/checkpoint/size").asLong()).isEqualTo(status.get("size").asLong());
    assertThat(status.at("/checkpoint/final").asBoolean()).isFalse();
    assertThat(status.get("problems")).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        answers
                            .get("/actuator/metrics/planledger.ledger.lag")
                            .at("/measurements/0/value")
                            .numberValue())
                    .isEqualTo(0.0));
  }

  /** A position that a transaction took and rolled back. */
  private long takenAndGivenBack() {
    TransactionTemplate transaction =
        new TransactionTemplate(answers.bean(PlatformTransactionManager.class));
    return java.util.Objects.requireNonNull(
        transaction.execute(
            status -> {
              String id = publish("given-back");
              status.setRollbackOnly();
              return position(id);
            }));
  }

  /** Changes one column of the event; what it was is put back. */
  private void attack(Code code, String event, String column, String value) throws IOException {
    attack(
        code,
        event,
        "UPDATE domain_event SET %s = %s WHERE event_id = '%s'".formatted(column, value, event));
  }

  /** Carries an attack out on the database, and afterwards puts back what was there. */
  private void attack(Code code, String event, String... statements) throws IOException {
    attack(code, Set.of(code), event, statements);
  }

  /** The same, where whoever reads the bundle finds more. */
  private void attack(Code code, Set<Code> inBundle, String event, String... statements)
      throws IOException {
    database.sql("CREATE TABLE domain_event_kept AS SELECT * FROM domain_event").update();
    try {
      for (String statement : statements) {
        assertThat(database.sql(statement).update()).as(statement).isPositive();
      }
      List<Finding> found = answers.bean(SelfAudit.class).run();
      assertThat(found).as(statements[0]).isNotEmpty();
      assertThat(found.getFirst().code()).as(statements[0]).isEqualTo(code);
      assertThat(found.getFirst().event()).as(statements[0]).isEqualTo(event);
      assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(answers.get("/api/ledger/status").get("problems").toString())
          .contains(code.name(), event);
      Report report = verified(written(answers), first);
      assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.TAMPERED);
      assertThat(report.findings())
          .as(report.text())
          .extracting(Finding::code)
          .startsWith(inBundle.stream().sorted().toArray(Code[]::new));
      assertThat(names(report.findings().getFirst(), event)).as(report.text()).isTrue();
    } finally {
      database.sql("DELETE FROM domain_event").update();
      database.sql("INSERT INTO domain_event SELECT * FROM domain_event_kept").update();
      database.sql("DROP TABLE domain_event_kept").update();
    }
  }

  /** By its id, or by its place in the log or among the events that there are. */
  private boolean names(Finding finding, String event) {
    List<String> all =
        database
            .sql("SELECT event_id FROM domain_event ORDER BY global_index")
            .query(String.class)
            .list();
    Long index = finding.index();
    return event.equals(finding.event())
        || (index != null
            && (event.equals(all.get(index.intValue()))
                || event.equals(tables.leaves(index, 1).getFirst().eventId())));
  }

  private Signer another(String file) throws IOException {
    Signer signer = Signer.generate("planledger.example/log", KeyKind.LOG);
    signer.write(answers.bean(LedgerSettings.class).keys().resolve(file));
    return signer;
  }

  private Trust trust() {
    return trust(answers);
  }

  private static Trust trust(Answering node) {
    return Trust.in(
        node.bean(LedgerTables.class).keys().stream().map(LogKey::key).toArray(VerifierKey[]::new));
  }

  private Report verified(byte[] bundle, Note since) throws IOException {
    return since == null
        ? verified(bundle, trust())
        : verified(bundle, trust(), trust().open(since));
  }

  private Report verified(byte[] bundle, Trust trust, Trust.Signed... since) throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + ".zip");
    Files.write(file, bundle);
    try {
      return BundleVerifier.verify(file, trust, List.of(since));
    } finally {
      Files.delete(file);
    }
  }

  /** The checkpoint over all that is recorded by now. */
  private Note covered() {
    return covered(answers);
  }

  private static Note covered(Answering node) {
    Long head = node.bean(Positions.class).head();
    await().until(() -> node.bean(LedgerTables.class).isCovered(head));
    return Note.parse(node.bytes("/api/ledger/checkpoint").body());
  }

  private String publish(String meeting) {
    return publish(answers, meeting);
  }

  /** Appends an event as it is, in the transaction there is. */
  static String publish(Answering node, String meeting) {
    String id = UUID.randomUUID().toString();
    node.bean(EventStore.class)
        .publish(
            new GenericDomainEventMessage<>(
                "meeting",
                "meeting:" + meeting,
                0,
                scheduled(meeting),
                Map.of("actor", "p-test", "commandDigest", "0"),
                id,
                // The lists pass over what commits long after it was recorded.
                Instant.now()));
    return id;
  }

  private <T> T alone(java.util.function.Supplier<T> work) {
    TransactionTemplate transaction =
        new TransactionTemplate(answers.bean(PlatformTransactionManager.class));
    return java.util.Objects.requireNonNull(transaction.execute(status -> work.get()));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String eventOf(String meeting) {
    return database
        .sql("SELECT event_id FROM domain_event WHERE aggregate_id = ?")
        .param("meeting:" + meeting)
        .query(String.class)
        .single();
  }

  private long position(String event) {
    return answers.bean(StoredEvents.class).find(event).orElseThrow().position();
  }

  static MeetingScheduled scheduled(String meeting) {
    return new MeetingScheduled(
        meeting,
        "Working group",
        "2",
        DAY,
        DAY.plusDays(1),
        ZoneOffset.UTC,
        "Geneva",
        List.of(),
        false,
        DAY);
  }
}
