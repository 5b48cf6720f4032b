package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.EntryBundle;
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
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.query.Answering;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerContract {
  static final Map<String, String> FAST = Map.of("planledger.ledger.interval", "20ms");
  private static final LocalDate DAY = LocalDate.parse("2017-09-11");

  @TempDir private Path folder;
  private Answering answers;
  private JdbcClient database;
  private LedgerTables tables;
  private Note first;

  /** Where the log and the ledger are, as properties. */
  abstract Map<String, String> database();

  @BeforeAll
  void start() {
    answers = new Answering(database(), FAST);
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
    byte[] bundle = answers.bytes("/api/ledger/bundle").body();
    assertThat(answers.bytes("/api/ledger/bundle").body()).isEqualTo(bundle);
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
  void aClientOfTilesReadsTheTree() {
    for (int i = 0; i < 300; i++) {
      answers.record(scheduled("tile-" + i));
    }
    Checkpoint checkpoint = Checkpoint.parse(covered().text());
    Tree tree = new Tree();
    for (Tile tile : Tile.ofTree(checkpoint.size()).filter(t -> t.level() == 0).toList()) {
      HttpResponse<byte[]> entries =
          answers.bytes("/api/ledger/" + EntryBundle.path(tile.index(), tile.width()));
      assertThat(entries.headers().firstValue("Cache-Control"))
          .get()
          .asString()
          .contains("immutable");
      EntryBundle.decode(entries.body()).forEach(leaf -> tree.append(Merkle.leaf(leaf)));
    }
    assertThat(tree.size()).isEqualTo(checkpoint.size());
    assertThat(tree.root()).isEqualTo(checkpoint.root());
    tree.takeTiles()
        .forEach(
            (tile, hashes) ->
                assertThat(answers.bytes("/api/ledger/" + tile.path()).body())
                    .as(tile.path())
                    .isEqualTo(hashes));
    assertThat(answers.refusal("/api/ledger/tile/0/x001/000"))
        .startsWith("404 There is no tile/0/x001/000");
    assertThat(answers.refusal("/api/ledger/tile/0/000.p/0")).startsWith("404");
    assertThat(answers.refusal("/api/ledger/tile/entries/x999/999/999/999/999/999/999.p/1"))
        .startsWith("404");
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
    assertThat(audit.run()).isEmpty();
    assertThat(answers.bytes("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyThatIsRotatedSignsFromThenOnAndTheOldCheckpointsStayValid() throws IOException {
    Signer second = another("second.key");
    answers.record(new KeyRotated(second.verifier().toString(), Period.ofDays(30), null, DAY));
    assertThat(covered().signatures()).hasSize(2);
    Signer third = another("third.key");
    answers.record(new KeyRotated(third.verifier().toString(), Period.ZERO, "stolen", DAY));
    answers.record(scheduled("rotated"));
    Note note = covered();
    assertThat(note.signatures()).hasSize(1);
    assertThat(note.verify(Set.of(third.verifier()))).hasSize(1);
    assertThat(tables.keys()).hasSize(3);
    await().until(() -> tables.keys().getFirst().to() != null);
    Report report = verified(answers.bytes("/api/ledger/bundle").body(), first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void anErasedPersonLeavesEveryProofValid() throws IOException {
    answers.record(new SubjectErased(answers.person("To be forgotten"), DAY));
    covered();
    Report report = verified(answers.bytes("/api/ledger/bundle").body(), first);
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
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
    assertThat(
            answers
                .get("/actuator/metrics/planledger.ledger.lag")
                .at("/measurements/0/value")
                .asLong())
        .isZero();
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
      Report report = verified(answers.bytes("/api/ledger/bundle").body(), first);
      assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.TAMPERED);
      assertThat(report.findings().getFirst().code()).as(report.text()).isEqualTo(code);
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
    return Trust.in(tables.keys().stream().map(LogKey::key).toArray(VerifierKey[]::new));
  }

  private Report verified(byte[] bundle, Note since) throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + ".zip");
    Files.write(file, bundle);
    try {
      return BundleVerifier.verify(
          file, trust(), since == null ? List.of() : List.of(trust().open(since)));
    } finally {
      Files.delete(file);
    }
  }

  /** The checkpoint over all that is recorded by now. */
  private Note covered() {
    Long head = answers.bean(Positions.class).head();
    await().until(() -> tables.isCovered(head));
    return Note.parse(answers.bytes("/api/ledger/checkpoint").body());
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
                java.time.Instant.parse("2018-01-02T08:00:00Z")));
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
        java.time.ZoneOffset.UTC,
        "Geneva",
        List.of(),
        false,
        DAY);
  }
}
