package org.planledger.ledger.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.ledger.TestLog.edit;
import static org.planledger.ledger.TestLog.fixManifest;
import static org.planledger.ledger.TestLog.publish;
import static org.planledger.ledger.TestLog.replaceEvents;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Evidence;
import org.planledger.ledger.EvidenceTest;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.TestLog;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Trust.LogKey;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.verifier.Verifier;

/** What somebody can do to a bundle who makes its manifest fit again, and what is found then. */
class AttacksTest {
  private static final int SIZE = 300;
  private static final Trust TRUST = Trust.in(TestLog.KEY.verifier());

  private final TestLog log = TestLog.ofSize(SIZE);
  @TempDir private Path folder;

  @Test
  void clocksThatDifferedAreToldAndDoNoHarm() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(20, TestLog.late(events.get(20), Duration.ofSeconds(6)));
    events.set(30, TestLog.late(events.get(30), Duration.ofMinutes(1)));
    TestLog differing = TestLog.of(events);
    Report report = verify(differing.write(folder.resolve("b")), kept(differing, SIZE / 2));
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.facts())
        .contains(
            "2 of them have an earlier time than one before them, by PT59S at most (event 30);"
                + " clocks differed, and the order is that of the log");
  }

  @Test
  void anUntouchedBundleIsProven() throws IOException {
    Report report = verify(log.write(folder.resolve("b")), kept(log, SIZE / 2));
    assertThat(report.findings()).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.facts())
        .hasSize(3)
        .anySatisfy(fact -> assertThat(fact).contains("erased", "the names of p-1"));
    for (int size : new int[] {0, 1, 2, 3, 255, 256, 257}) {
      TestLog other = TestLog.ofSize(size);
      Bundle bundle = other.bundle(TestLog.KEY);
      Path written = folder.resolve("size" + size);
      BundleWriter.writeFolder(
          size > 1
              ? bundle
              : new Bundle(
                  bundle.checkpoint(),
                  bundle.published(),
                  bundle.keys(),
                  List.of(),
                  bundle.events(),
                  bundle.tiles()),
          written);
      assertThat(verify(written, kept(other, size / 2)).findings()).isEmpty();
    }
  }

  enum Part {
    PAYLOAD,
    ACTOR,
    MEETING,
    TIMESTAMP
  }

  @ParameterizedTest
  @EnumSource
  void a1ChangedEvents(Part part) throws IOException {
    LoggedEvent event = log.events().get(100);
    Envelope was = event.envelope();
    String payload =
        part == Part.PAYLOAD ? event.payload().replace("text", "test") : event.payload();
    Envelope envelope =
        new Envelope(
            part == Part.ACTOR ? new Envelope.Actor("p-9", "chair", null) : was.actor(),
            was.aggregateId(),
            was.aggregateType(),
            was.eventId(),
            was.globalIndex(),
            part == Part.MEETING ? "CWG-SFP-3" : was.meeting(),
            was.payloadHash(),
            was.payloadType(),
            was.revision(),
            was.sequence(),
            part == Part.TIMESTAMP ? Instant.parse("2017-09-12T09:00:00Z") : was.timestamp(),
            was.commandId(),
            was.causationId());
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(100, new LoggedEvent(envelope, payload));
    onlyFinding(withEvents(events), Code.LEAF_MISMATCH, 100L);
  }

  @Test
  void a1ChangedPayloadsWithTheirHashes() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(100, TestLog.event(100, 1, 33, "forged"));
    onlyFinding(withEvents(events), Code.LEAF_MISMATCH, 100L);
  }

  @Test
  void a2DeletedEvents() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.remove(100);
    onlyFinding(withEvents(events), Code.MISSING_EVENT, 100L);
  }

  @Test
  void a2DeletedEventsWithTheRestRenumbered() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events().subList(0, 100));
    for (int i = 101; i < SIZE; i++) {
      events.add(TestLog.event(i - 1, i % 3, i % 3 == 1 ? i / 3 - 1 : i / 3, "text " + i));
    }
    Report report = withEvents(events);
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(Code.LEAF_MISMATCH, Code.MISSING_EVENT);
    assertThat(report.findings()).extracting(Finding::index).containsOnly(100L);
  }

  @Test
  void a2DeletedEventsWithTilesMadeAnew() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.remove(100);
    Path bundle = forged(events, log.signed(SIZE, TestLog.KEY));
    assertThat(verify(bundle, kept(log, SIZE)).findings())
        .extracting(Finding::code)
        .contains(Code.MISSING_EVENT);
  }

  @Test
  void a3BackDatedEvents() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.add(50, TestLog.event(1000, 4, 0, "slipped in"));
    onlyFinding(withEvents(events), Code.UNLOGGED_EVENT, 50L);
    events.remove(50);
    events.add(TestLog.event(1000, 4, 0, "slipped in at the end"));
    onlyFinding(withEvents(events), Code.UNLOGGED_EVENT, (long) SIZE);
  }

  @Test
  void a3EventsThereTwice() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.add(60, log.events().get(50));
    onlyFinding(withEvents(events), Code.UNLOGGED_EVENT, 60L);
  }

  @Test
  void a4SwappedEvents() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    Collections.swap(events, 100, 103);
    onlyFinding(withEvents(events), Code.ORDER_MISMATCH, 100L);
  }

  @Test
  void a4SwappedEventsWithTilesMadeAnew() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    Collections.swap(events, 100, 101);
    Path bundle = forged(events, log.signed(SIZE, TestLog.KEY));
    assertThat(verify(bundle, kept(log, SIZE)).findings())
        .extracting(Finding::code)
        .containsExactly(Code.ORDER_MISMATCH, Code.TILE_MISMATCH);
  }

  @Test
  void a5TruncatedAndSignedAgain() throws IOException {
    TestLog shorter = TestLog.of(log.events().subList(0, 200));
    Path bundle = shorter.write(folder.resolve("b"));
    onlyFinding(verify(bundle, kept(log, SIZE)), Code.TRUNCATED, 200L);

    Report alone = verify(bundle, List.of());
    assertThat(alone.verdict()).isEqualTo(Verdict.NOT_ENOUGH_EVIDENCE);
    assertThat(alone.text()).contains("tail completeness unproven");
  }

  @Test
  void a5TheBundlesOwnLargerCheckpointTellsToo() throws IOException {
    Path bundle = TestLog.of(log.events().subList(0, 200)).write(folder.resolve("b"));
    String larger = TestLog.line(log.signed(SIZE, TestLog.KEY));
    edit(bundle, "checkpoints.ndjson", lines -> lines + larger + "\n");
    fixManifest(bundle);
    assertThat(verify(bundle, kept(log, 200)).findings())
        .extracting(Finding::code)
        .containsExactly(Code.TRUNCATED);
  }

  @Test
  void a6Forks() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(SIZE - 1, TestLog.event(SIZE - 1, 2, 99, "another end"));
    TestLog fork = TestLog.of(events);
    Note kept = log.signed(SIZE, TestLog.KEY);
    Report report = verify(fork.write(folder.resolve("b")), List.of(TRUST.open(kept)));
    assertThat(report.findings()).extracting(Finding::code).containsExactly(Code.FORK);
    assertThat(report.findings().getFirst().evidence())
        .containsExactlyInAnyOrder(
            TestLog.cosigned(fork.signed(SIZE, TestLog.KEY)).toString(), kept.toString());
  }

  @Test
  void a7RewrittenWithTheStolenKey() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(20, TestLog.event(20, 2, 6, "rewritten"));
    Path bundle = TestLog.of(events).write(folder.resolve("b"));
    Report report = verify(bundle, kept(log, 150));
    assertThat(report.findings())
        .extracting(Finding::code)
        .containsExactly(Code.INCONSISTENT_HISTORY);
    assertThat(report.findings().getFirst().evidence())
        .containsExactly(log.signed(150, TestLog.KEY).toString());
    // A checkpoint from before the change agrees with both.
    assertThat(verify(bundle, kept(log, 20)).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void a8AnotherKeyInTheBundle() throws IOException {
    Path bundle = folder.resolve("b");
    BundleWriter.writeFolder(log.bundle(TestLog.STRANGER), bundle);
    Report report = verify(bundle, kept(log, SIZE));
    assertThat(report.findings().getFirst().code()).isEqualTo(Code.UNTRUSTED_KEY);
    assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);

    Path named = log.write(folder.resolve("named"));
    edit(
        named,
        "keys.json",
        keys -> keys.replace(TestLog.KEY.verifier().toString(), TestLog.STRANGER.verifier() + ""));
    fixManifest(named);
    assertThat(verify(named, kept(log, SIZE)).findings())
        .extracting(Finding::code)
        .containsExactly(Code.UNTRUSTED_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s|\\n300\\n|\n0300\n",
        "s|\\n300\\n|\n+300\n",
        "s|\\n300\\n|\n-1\n",
        "s|\\n300\\n|\n300 \n",
        "s|\\n300\\n|\n 300\n",
        "s|\\n300\\n|\n300.0\n",
        "s|\\n300\\n|\n9223372036854775808\n",
        "s|\\n300\\n|\n\n",
        "s|\\n|\r\n",
        "s|^|\ufeff",
        "s|^|\n",
        "s|^| ",
        "s|\\n\\n|\n\n\n",
        "s|\\n\\n|\n",
        "s|=\\n\\n|\n\n",
        "s|=\\n\\n|=\nextension\n\n",
        "s|=\\n\\n|==\n\n",
        "s|audit\\n|au dit\n",
        "s|audit\\n|audit+1\n",
        "s|audit\\n|audit\t\n",
        "s|\\n$|",
        "s|\\n$|\n\n",
        "s|\u2014 |- ",
        "s|\u2014 |\u2014  ",
        "s|$|trailing",
        "s|[\\s\\S]*|",
      })
  void a9AbuseOfTheParserOfCheckpoints(String script) throws IOException {
    String[] parts = script.split("\\|", -1);
    Path bundle = log.write(folder.resolve("b"));
    edit(bundle, "checkpoint", note -> note.replaceFirst(parts[1], parts[2]));
    if (parts[1].equals("\\n")) {
      edit(bundle, "checkpoint", note -> note.replace("\n", "\r\n"));
    }
    fixManifest(bundle);
    Report report = verify(bundle, kept(log, SIZE));
    assertThat(report.findings()).extracting(Finding::code).containsExactly(Code.MALFORMED);
    assertThat(report.verdict().exitCode()).isEqualTo(2);

    String misshapen = Files.readString(bundle.resolve("checkpoint"));
    Path older = log.write(folder.resolve("older"));
    edit(
        older,
        "checkpoints.ndjson",
        lines -> new String(CanonicalJson.write(misshapen), StandardCharsets.UTF_8) + "\n");
    fixManifest(older);
    Report left = verify(older, kept(log, SIZE));
    assertThat(left.findings()).extracting(Finding::code).containsExactly(Code.MALFORMED);
    assertThat(left.verdict().exitCode()).isEqualTo(2);

    misshapenFromOutside(misshapen, log.write(folder.resolve("whole")).toString());
  }

  /** The same in a checkpoint that was kept, in the proof of an event and in evidence. */
  private void misshapenFromOutside(String note, String bundle) throws IOException {
    String key = TestLog.KEY.verifier().toString();
    String since = Files.writeString(folder.resolve("since"), note).toString();
    assertThat(exitCode("verify", bundle, "--vkey", key, "--since", since)).isEqualTo(2);

    Note good = log.signed(SIZE, TestLog.KEY);
    String proof = log.proved(20).proof(good).toString();
    Path file = folder.resolve("proof");
    Files.writeString(file, proof.replace(good.toString(), note));
    assertThat(exitCode("verify-proof", file.toString(), "--vkey", key)).isEqualTo(2);
    Files.writeString(file, proof);
    assertThat(exitCode("verify-proof", file.toString(), "--vkey", key)).isEqualTo(0);

    TestLog texts = EvidenceTest.log();
    Evidence evidence = EvidenceTest.evidence(texts);
    Map<String, Object> members = new HashMap<>();
    ((Map<?, ?>) java.util.Objects.requireNonNull(CanonicalJson.parse(evidence.bytes())))
        .forEach((name, value) -> members.put((String) name, value));
    members.put("checkpoint", note);
    Files.write(file, CanonicalJson.write(members));
    assertThat(exitCode("verify-proof", file.toString(), "--vkey", key)).isEqualTo(2);
  }

  private static int exitCode(String... line) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
    return Verifier.run(line, nowhere, nowhere);
  }

  @Test
  void a10AnotherWayToWriteAPayloadIsTheSamePayload() throws IOException {
    List<LoggedEvent> events =
        log.events().stream()
            .map(
                event ->
                    new LoggedEvent(
                        event.envelope(),
                        event.payload().replace(",", " ,\t").replace("é", "\\u00e9")))
            .toList();
    assertThat(withEvents(events).verdict()).isEqualTo(Verdict.PROVEN);
  }

  @Test
  void changedSignedTextsAreBadSignatures() throws IOException {
    Path bundle = log.write(folder.resolve("b"));
    edit(bundle, "checkpoint", note -> note.replace("\n300\n", "\n299\n"));
    fixManifest(bundle);
    assertThat(verify(bundle, kept(log, 100)).findings())
        .extracting(Finding::code)
        .containsExactly(Code.BAD_SIGNATURE);
  }

  @Test
  void aSizeThatNoBundleHoldsIsComparedBeforeItIsBelieved() throws IOException {
    for (long size : new long[] {1L << 40, 1L << 60, Long.MAX_VALUE}) {
      Path bundle = log.write(folder.resolve("size" + size));
      Checkpoint huge =
          new Checkpoint(TestLog.KEY.verifier().name(), size, log.checkpoint(SIZE).root());
      Files.write(bundle.resolve("checkpoint"), huge.sign(List.of(TestLog.KEY)).bytes());
      fixManifest(bundle);
      Report report = verify(bundle, kept(log, SIZE));
      assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
      assertThat(report.findings())
          .extracting(Finding::code)
          .contains(Code.MISSING_EVENT, Code.MALFORMED);
      assertThat(report.findings()).hasSizeLessThan(200);
    }
  }

  @Test
  void changedTilesAreFoundWhereEventsAreRight() throws IOException {
    for (String tile : List.of("tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1")) {
      Path bundle = log.write(folder.resolve(tile.replace('/', '-')));
      byte[] bytes = Files.readAllBytes(bundle.resolve(tile));
      bytes[7] ^= 1;
      Files.write(bundle.resolve(tile), bytes);
      fixManifest(bundle);
      Report report = verify(bundle, kept(log, SIZE));
      assertThat(report.findings()).extracting(Finding::code).containsExactly(Code.TILE_MISMATCH);
      assertThat(report.findings().getFirst().detail()).startsWith(tile + " ");
    }
  }

  @Test
  void aGapThatWasSignedIsFoundAllTheSame() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.remove(100);
    TestLog gap = TestLog.of(events);
    onlyFinding(verify(gap.write(folder.resolve("b")), kept(gap, 10)), Code.MISSING_EVENT, 102L);
  }

  @Test
  void changesWhereTilesWereMadeAnewAreNarrowedDownByCheckpoints() throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(120, TestLog.event(120, 0, 40, "forged"));
    Path bundle = forged(events, log.signed(SIZE, TestLog.KEY));
    publish(bundle, log.signed(100, TestLog.KEY), log.signed(200, TestLog.KEY));
    fixManifest(bundle);
    Report report = verify(bundle, kept(log, SIZE));
    Finding finding = report.findings().getFirst();
    assertThat(finding.code()).isEqualTo(Code.LEAF_MISMATCH);
    assertThat(finding.detail()).contains("100 to 199");
  }

  @Test
  void withoutTheManifestFixedEveryChangeIsNamedByItsFileToo() throws IOException {
    Path bundle = log.write(folder.resolve("b"));
    edit(bundle, "events.ndjson", events -> events.replace("text 7 ", "test 7 "));
    edit(bundle, "README", readme -> readme + "x");
    edit(bundle, "checkpoints.ndjson", lines -> lines + "x\n");
    Files.delete(bundle.resolve("tile/0/001.p/44"));
    Files.createDirectory(bundle.resolve("tile/0/002.p"));
    Files.writeString(bundle.resolve("tile/0/002.p/1"), "x");
    assertThat(verify(bundle, kept(log, SIZE)).findings())
        .extracting(finding -> finding.code() + " " + finding.index())
        .containsExactly(
            "MALFORMED null", // README
            "MALFORMED null", // checkpoints.ndjson
            "MALFORMED null", // events.ndjson
            "MALFORMED null", // tile/0/001.p/44 is missing
            "MALFORMED null", // tile/0/002.p/1 is not in the manifest
            "MALFORMED null", // the last line of checkpoints.ndjson is no note
            "LEAF_MISMATCH 7",
            "MALFORMED null", // tile/0/002.p/1 is no tile of this log
            "MALFORMED null"); // tile/0/001.p/44 is missing
  }

  @Test
  void witnessesTellHowLongTheLogHasToBe() throws IOException {
    Path bundle = log.write(folder.resolve("b"));
    Set<LogKey> keys = TRUST.logs();
    Trust witnessed = new Trust(keys, Set.of(TestLog.WITNESS.verifier()), 1);
    Report report = BundleVerifier.verify(bundle, witnessed, List.of());
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.text()).contains("complete as of " + TestLog.SEEN);

    Files.write(bundle.resolve("checkpoint"), log.signed(SIZE, TestLog.KEY).bytes());
    fixManifest(bundle);
    Report unseen = BundleVerifier.verify(bundle, witnessed, List.of());
    assertThat(unseen.findings())
        .extracting(Finding::code)
        .containsExactly(Code.QUORUM_NOT_MET, Code.TAIL_UNPROVEN);
    assertThat(unseen.verdict().exitCode()).isEqualTo(3);
  }

  @Test
  void aKeyIsTrustedForSomeSizesOnly() throws IOException {
    Path bundle = log.write(folder.resolve("b"));
    Trust upTo = new Trust(Set.of(LogKey.parse(TestLog.KEY.verifier() + ":-299")), Set.of(), 0);
    assertThat(BundleVerifier.verify(bundle, upTo, List.of()).findings())
        .extracting(Finding::code)
        .containsExactly(Code.UNTRUSTED_KEY);
  }

  /** What is done to a key that was stolen once its log had 150 events, and rotated. */
  @Test
  void whatAStolenKeySignedBeyondItsSizesIsSetAsideAndToldAndTheLogIsProven() throws IOException {
    Signer next = TestLog.NEXT;
    Path bundle = log.write(folder.resolve("b"));
    edit(bundle, "keys.json", keys -> "[%s,%s]".formatted(named(TestLog.KEY), named(next)));
    Files.write(bundle.resolve("checkpoint"), log.signed(SIZE, next).bytes());
    List<LoggedEvent> forged = new ArrayList<>(log.events());
    forged.set(20, TestLog.event(20, 2, 6, "rewritten"));
    publish(
        bundle,
        log.signed(100, TestLog.KEY),
        log.signed(150, TestLog.KEY, next),
        TestLog.of(forged).signed(160, TestLog.KEY),
        log.signed(170, TestLog.KEY),
        log.signed(200, next),
        log.signed(SIZE, next));
    fixManifest(bundle);
    Trust upTo =
        new Trust(
            Set.of(
                LogKey.parse(TestLog.KEY.verifier() + ":0-150"),
                LogKey.parse(next.verifier().toString())),
            Set.of(),
            0);
    List<Trust.Signed> since = List.of(upTo.open(log.signed(150, TestLog.KEY)));
    Report report = BundleVerifier.verify(bundle, upTo, since);
    assertThat(report.findings()).isEmpty();
    assertThat(report.facts())
        .contains(
            "set aside are 2 checkpoints that a key has signed which is trusted for other sizes");
    // Up to there it counts.
    publish(bundle, TestLog.of(forged).signed(140, TestLog.KEY), log.signed(SIZE, next));
    fixManifest(bundle);
    assertThat(BundleVerifier.verify(bundle, upTo, since).findings())
        .extracting(Finding::code)
        .containsExactly(Code.INCONSISTENT_HISTORY);
  }

  private static String named(Signer key) {
    return "{\"fromSize\":\"0\",\"name\":\"%s\",\"toSize\":null,\"vkey\":\"%s\"}"
        .formatted(key.verifier().name(), key.verifier());
  }

  @Test
  void olderCheckpointsAreReadOneByOneAndWhatIsWrongWithThemIsFoundOnceOfAKind()
      throws IOException {
    List<LoggedEvent> events = new ArrayList<>(log.events());
    events.set(20, TestLog.event(20, 2, 6, "rewritten"));
    TestLog other = TestLog.of(events);
    Note right = log.signed(100, TestLog.KEY);
    Note forked = other.signed(100, TestLog.KEY);
    Note stranger = log.signed(120, TestLog.STRANGER);
    Note damaged = new Note(log.checkpoint(130).text(), right.signatures());

    publish(path(), right, forked);
    olderFinding(Code.FORK, "size 100")
        .satisfies(fork -> assertThat(fork.evidence()).containsExactly(right + "", forked + ""));
    publish(path(), stranger, stranger, right);
    olderFinding(Code.UNTRUSTED_KEY, "line 1 of checkpoints.ndjson")
        .satisfies(found -> assertThat(found.detail()).endsWith("(2 lines in all)"));
    publish(path(), right, damaged);
    olderFinding(Code.BAD_SIGNATURE, "line 2 of checkpoints.ndjson");
    publish(path(), right, right);
    olderFinding(Code.MALFORMED, "line 2 of checkpoints.ndjson: it is not larger");
    publish(path(), log.signed(200, TestLog.KEY), right);
    olderFinding(Code.MALFORMED, "line 2 of checkpoints.ndjson: it is not larger");
    publish(path(), right, other.signed(200, TestLog.KEY));
    olderFinding(Code.INCONSISTENT_HISTORY, "first 200 events")
        .satisfies(
            found ->
                assertThat(found.evidence())
                    .containsExactly(other.signed(200, TestLog.KEY).toString()));
    publish(path(), right);
    edit(path(), "checkpoints.ndjson", String::strip);
    olderFinding(Code.MALFORMED, "the last line of checkpoints.ndjson is not ended");
    Files.writeString(path().resolve("checkpoints.ndjson"), "{}\n");
    olderFinding(Code.MALFORMED, "line 1 of checkpoints.ndjson: it is no canonical string");
    Files.writeString(
        path().resolve("checkpoints.ndjson"), TestLog.line(right).replace("p", "\\u0070") + "\n");
    olderFinding(Code.MALFORMED, "line 1 of checkpoints.ndjson: it is no canonical string");
    Files.delete(path().resolve("checkpoints.ndjson"));
    olderFinding(Code.MALFORMED, "checkpoints.ndjson is missing");
  }

  private Path path() throws IOException {
    Path bundle = folder.resolve("b");
    return Files.exists(bundle) ? bundle : log.write(bundle);
  }

  private org.assertj.core.api.ObjectAssert<Finding> olderFinding(Code code, String detail)
      throws IOException {
    fixManifest(path());
    List<Finding> findings = verify(path(), kept(log, SIZE)).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().code()).isEqualTo(code);
    assertThat(findings.getFirst().detail()).contains(detail);
    return assertThat(findings.getFirst());
  }

  /** A witness that signs while a bundle is written changes nothing of it. */
  @Test
  void checkpointsArePutInABundleAsTheyWereWhenTheyWereRead() throws IOException {
    Note note = log.signed(SIZE, TestLog.KEY);
    List<Note> published = new ArrayList<>(List.of(note));
    Bundle bundle = log.bundle(TestLog.KEY);
    Bundle growing =
        new Bundle(
            bundle.checkpoint(),
            () -> published.stream().map(Note::toString).iterator(),
            bundle.keys(),
            bundle.erasures(),
            () -> {
              published.set(0, TestLog.cosigned(note));
              return log.events().iterator();
            },
            bundle.tiles());
    Path written = folder.resolve("b");
    BundleWriter.writeFolder(growing, written);
    assertThat(published).containsExactly(TestLog.cosigned(note));
    assertThat(Files.readString(written.resolve("checkpoints.ndjson")))
        .isEqualTo(TestLog.line(note) + "\n");
    assertThat(verify(written, kept(log, SIZE)).findings()).isEmpty();
  }

  /** An event is a checkpoint at most: none of them is held, and none is a file of its own. */
  @Test
  void aCheckpointAfterEachEventIsRead() throws IOException {
    publish(
        path(),
        IntStream.rangeClosed(0, SIZE)
            .mapToObj(size -> log.signed(size, TestLog.KEY))
            .toArray(Note[]::new));
    fixManifest(path());
    assertThat(verify(path(), kept(log, 0, 7, SIZE)).findings()).isEmpty();
  }

  /** They are checked many at once, and told as if it had been one after the other. */
  @Test
  void whatIsWrongWithOlderCheckpointsIsToldInTheirOrderHoweverManyThereAre() throws IOException {
    Note right = log.signed(100, TestLog.KEY);
    Note forked = TestLog.of(log.events().subList(100, 200)).signed(100, TestLog.KEY);
    Note stranger = log.signed(50, TestLog.STRANGER);
    List<Note> lines = new ArrayList<>(Collections.nCopies(1_200, stranger));
    lines.set(1, new Note(right.text(), log.signed(99, TestLog.KEY).signatures()));
    lines.set(511, right);
    lines.set(512, forked);
    lines.set(1_100, log.signed(99, TestLog.KEY));
    publish(path(), lines.toArray(Note[]::new));
    fixManifest(path());
    assertThat(verify(path(), kept(log, SIZE)).findings())
        .extracting(found -> found.code() + " " + found.detail())
        .containsExactly(
            "FORK two signed checkpoints of size 100 have different roots",
            "UNTRUSTED_KEY line 1 of checkpoints.ndjson: the checkpoint of plans.example/audit at"
                + " size 50 has no signature of a key that is trusted for it (1196 lines in all)",
            "BAD_SIGNATURE line 2 of checkpoints.ndjson: the signature of plans.example/audit does"
                + " not fit the text",
            "MALFORMED line 1101 of checkpoints.ndjson: it is not larger than the one before");
  }

  /** Of the person that is named, and by an event that erased one. */
  @ParameterizedTest
  @CsvSource({"event-1, event-none", "event-1, event-2", "p-1, p-2"})
  void erasuresNameEventsThatAreThere(String right, String wrong) throws IOException {
    Path bundle = log.write(folder.resolve("b"));
    edit(bundle, "erasures.json", json -> json.replace(right, wrong));
    fixManifest(bundle);
    assertThat(verify(bundle, kept(log, SIZE)).findings())
        .singleElement()
        .satisfies(found -> assertThat(found.code()).isEqualTo(Code.MISSING_EVENT))
        .satisfies(found -> assertThat(found.detail()).contains("erased the name of", wrong));
  }

  private Report withEvents(List<LoggedEvent> events) throws IOException {
    Path bundle = folder.resolve("b");
    if (!Files.exists(bundle)) {
      log.write(bundle);
    }
    replaceEvents(bundle, events);
    fixManifest(bundle);
    return verify(bundle, kept(log, SIZE));
  }

  /** A bundle whose tiles fit its events, under the checkpoint of the true log. */
  private Path forged(List<LoggedEvent> events, Note checkpoint) throws IOException {
    Path bundle = TestLog.of(events).write(folder.resolve("b"));
    Files.write(bundle.resolve("checkpoint"), checkpoint.bytes());
    publish(bundle);
    fixManifest(bundle);
    return bundle;
  }

  private static List<Trust.Signed> kept(TestLog log, int... sizes) {
    return IntStream.of(sizes).mapToObj(size -> TRUST.open(log.signed(size, TestLog.KEY))).toList();
  }

  private static Report verify(Path bundle, List<Trust.Signed> since) throws IOException {
    return BundleVerifier.verify(bundle, TRUST, since);
  }

  private static void onlyFinding(Report report, Code code, Long index) {
    assertThat(report.findings()).extracting(Finding::code).containsExactly(code);
    assertThat(report.findings().getFirst().index()).isEqualTo(index);
    assertThat(report.verdict()).isEqualTo(Verdict.TAMPERED);
  }
}
