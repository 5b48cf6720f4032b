package org.planledger.ledger.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Evidence;
import org.planledger.ledger.EvidenceTest;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Signer;
import org.planledger.ledger.TestLog;
import org.planledger.ledger.VerifierKey;

/** The command line: what it prints and its exit codes. */
class VerifierTest {
  private static final String KEY = TestLog.KEY.verifier().toString();
  private static final String WITNESS = TestLog.WITNESS.verifier().toString();

  private static final String OTHER =
      Signer.generate("witness.example/w2", KeyKind.WITNESS).verifier().toString();

  private final TestLog log = TestLog.ofSize(300);
  @TempDir private Path folder;
  private String bundle = "";
  private String old = "";

  private record Ran(int exitCode, String out, String err) {}

  @BeforeEach
  void write() throws Exception {
    bundle = log.write(folder.resolve("b")).toString();
    old = Files.write(folder.resolve("old"), log.signed(100, TestLog.KEY).bytes()).toString();
  }

  @Test
  void aBundleIsProven() {
    Ran ran = run("verify", bundle, "--vkey", KEY, "--since", old);
    assertThat(ran.exitCode()).isEqualTo(0);
    assertThat(ran.out())
        .startsWith("PROVEN\n")
        .contains("300 events of plans.example/audit", "size 100 kept before");
    assertThat(run("verify", bundle, "--vkey=" + KEY, "--witness=" + WITNESS).exitCode())
        .isEqualTo(0);
  }

  @Test
  void tamperingIsNamedWithItsEvent() throws Exception {
    TestLog.edit(Path.of(bundle), "events.ndjson", events -> events.replace("text 7 ", "test 7 "));
    TestLog.fixManifest(Path.of(bundle));
    Ran ran = run("verify", bundle, "--vkey", KEY, "--since", old, "--json");
    assertThat(ran.exitCode()).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(ran.out());
    assertThat(report.get("verdict").asText()).isEqualTo("TAMPERED");
    assertThat(report.get("exitCode").asInt()).isEqualTo(1);
    assertThat(report.at("/findings/0/code").asText()).isEqualTo("LEAF_MISMATCH");
    assertThat(report.at("/findings/0/index").asText()).isEqualTo("7");
    assertThat(report.at("/findings/0/event").asText()).isEqualTo("event-7");
    assertThat(run("verify", bundle, "--vkey", KEY, "--since", old).out())
        .contains("LEAF_MISMATCH: the payload of event 7 (event-7)");
  }

  @Test
  void withoutAnythingFromOutsideTheTailIsUnproven() {
    Ran ran = run("verify", bundle, "--vkey", KEY);
    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.out()).contains("tail completeness unproven");
    Ran two =
        run(
            "verify",
            bundle,
            "--vkey",
            KEY,
            "--witness",
            WITNESS,
            "--witness",
            OTHER,
            "--quorum",
            "2");
    assertThat(two.exitCode()).isEqualTo(3);
    assertThat(two.out()).contains("QUORUM_NOT_MET: 1 of the 2");
    Ran one =
        run(
            "verify",
            bundle,
            "--vkey",
            KEY,
            "--witness",
            WITNESS,
            "--witness",
            OTHER,
            "--quorum",
            "1");
    assertThat(one.exitCode()).isEqualTo(0);
  }

  @Test
  void whatIsNotUnderstoodIsSaid() throws Exception {
    wrong("unknown command", "prove");
    wrong("--vkey", "verify", bundle);
    wrong("unknown option --key", "verify", bundle, "--key", KEY);
    wrong("wants a value", "verify", bundle, "--vkey");
    wrong("unknown option --json=1", "verify", bundle, "--vkey", KEY, "--json=1");
    wrong("wanted are BUNDLE", "verify", "--vkey", KEY);
    wrong("name+id+key", "verify", bundle, "--vkey", "x");
    wrong("key of a witness", "verify", bundle, "--vkey", WITNESS);
    wrong("key of a log", "verify", bundle, "--vkey", KEY, "--witness", KEY);
    wrong("quorum of 2", "verify", bundle, "--vkey", KEY, "--witness", WITNESS, "--quorum", "2");
    wrong("no decimal number", "verify", bundle, "--vkey", KEY, "--quorum", "x");
    wrong("given twice", "verify", bundle, "--vkey", KEY, "--quorum", "0", "--quorum", "0");
    wrong("range of sizes", "verify", bundle, "--vkey", KEY + ":1-2-3");
    wrong("there is no file", "verify", bundle + "x", "--vkey", KEY);
    wrong("there is no file", "verify", bundle, "--vkey", KEY, "--since", old + "x");
    String strange =
        Files.write(folder.resolve("strange"), log.signed(100, TestLog.STRANGER).bytes())
            .toString();
    wrong(
        "no signature of a key that is trusted",
        "verify",
        bundle,
        "--vkey",
        KEY,
        "--since",
        strange);
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("--help").exitCode()).isEqualTo(0);
    assertThat(run("--help").out()).contains("verify-proof", "Exit codes");
  }

  @Test
  void proofsOfEvents() throws Exception {
    String proof =
        Files.writeString(
                folder.resolve("event-20.tlog-proof"),
                log.proved(20).proof(TestLog.cosigned(log.signed(300, TestLog.KEY))).toString())
            .toString();
    Ran ran = run("verify-proof", proof, "--vkey", KEY);
    assertThat(ran.exitCode()).isEqualTo(0);
    assertThat(ran.out())
        .contains("event 20, AmendmentProposed by p-6 (secretariat)", "meeting CWG-SFP-2");
    assertThat(run("verify-proof", proof, "--vkey", KEY, "--witness", WITNESS).exitCode())
        .isEqualTo(0);
    assertThat(run("verify-proof", proof, "--vkey", KEY, "--witness", OTHER).exitCode())
        .isEqualTo(3);
    assertThat(
            run("verify-proof", proof, "--vkey", TestLog.STRANGER.verifier().toString()).exitCode())
        .isEqualTo(1);

    String line = Files.write(folder.resolve("event"), log.events().get(20).line()).toString();
    assertThat(run("verify-proof", proof, "--vkey", KEY, "--event", line).exitCode()).isEqualTo(0);
    String another = Files.write(folder.resolve("another"), log.events().get(21).line()).toString();
    Ran mismatch = run("verify-proof", proof, "--vkey", KEY, "--event", another);
    assertThat(mismatch.exitCode()).isEqualTo(1);
    assertThat(mismatch.out()).contains("PROOF_MISMATCH");
    String forged =
        Files.writeString(
                folder.resolve("forged"),
                Files.readString(Path.of(line)).replace("text 20", "test 20"))
            .toString();
    assertThat(run("verify-proof", proof, "--vkey", KEY, "--event", forged).out())
        .contains("LEAF_MISMATCH");
    assertThat(run("verify-proof", old, "--vkey", KEY).exitCode()).isEqualTo(2);
  }

  @Test
  void evidenceOfTexts() throws Exception {
    Evidence evidence = EvidenceTest.evidence(EvidenceTest.log());
    Path file = Files.write(folder.resolve("vision.json"), evidence.bytes());
    Ran ran = run("verify-proof", file.toString(), "--vkey", KEY);
    assertThat(ran.exitCode()).isEqualTo(0);
    assertThat(ran.out())
        .contains(
            "An information society, for all",
            "3 events in the log of plans.example",
            "bundle of the whole log");
    Files.writeString(file, Files.readString(file).replace("society", "economy"));
    Ran forged = run("verify-proof", file.toString(), "--vkey", KEY, "--json");
    assertThat(forged.exitCode()).isEqualTo(1);
    assertThat(forged.out()).contains("\"LEAF_MISMATCH\"", "\"event-10\"");
  }

  @Test
  void eventsAreExplained() {
    for (String event : List.of("event-20", "20")) {
      Ran ran = run("explain", event, bundle, "--vkey", KEY, "--since", old);
      assertThat(ran.exitCode()).isEqualTo(0);
      assertThat(ran.out())
          .contains(
              "Event 20: AmendmentProposed",
              "p-6 as secretariat for d-1",
              "2017-09-11T09:00:20Z",
              "CWG-SFP-2",
              "Plan plan-2, its event 6",
              log.events().get(20).envelope().payloadHash().toString(),
              log.events().get(20).payload(),
              "PROVEN");
    }
    Ran unverified = run("explain", "event-20", bundle);
    assertThat(unverified.exitCode()).isEqualTo(3);
    assertThat(unverified.out()).contains("Event 20", "Not verified").doesNotContain("TAMPERED");
    wrong("the bundle has no event 300", "explain", "300", bundle, "--vkey", KEY);
  }

  @Test
  void whoseNameWasErasedIsSaidAndIsNoTampering() throws Exception {
    List<LoggedEvent> events = new ArrayList<>(TestLog.ofSize(21).events());
    String payload = "{\"person\":\"p-6\",\"on\":\"2018-01-01\"}";
    events.add(
        new LoggedEvent(
            new Envelope(
                new Envelope.Actor("p-1", "user", null),
                "ledger:log",
                "ledger",
                "event-21",
                22,
                null,
                Envelope.hashOf(payload),
                "SubjectErased",
                1,
                0,
                Instant.parse("2018-01-01T09:00:00Z"),
                null,
                null),
            payload));
    String erased = TestLog.of(events).write(folder.resolve("erased")).toString();
    Ran verified = run("verify", erased, "--vkey", KEY);
    assertThat(verified.exitCode()).isEqualTo(3);
    assertThat(verified.out())
        .contains("erased, as the log itself says, are the names of p-1, p-6;", "TAIL_UNPROVEN");
    assertThat(run("explain", "event-20", erased, "--vkey", KEY).out())
        .contains("p-6 (name erased) as secretariat for d-1");
    assertThat(run("explain", "event-19", erased, "--vkey", KEY).out())
        .contains("p-5 as secretariat");
  }

  @Test
  void keysAreMade() throws Exception {
    Path file = folder.resolve("key");
    Ran ran = run("keygen", "witness", "witness.example/w9", file.toString());
    assertThat(ran.exitCode()).isEqualTo(0);
    VerifierKey key = VerifierKey.parse(ran.out().strip());
    assertThat(key.kind()).isEqualTo(KeyKind.WITNESS);
    assertThat(key.name()).isEqualTo("witness.example/w9");
    assertThat(ran.out()).doesNotContain("PRIVATE");
    wrong("key", "keygen", "log", "plans.example/audit", file.toString());
    wrong("no spaces", "keygen", "log", "plans example", folder.resolve("key2").toString());
    wrong("for a log or a witness", "keygen", "x", "x", folder.resolve("key2").toString());
  }

  @Test
  void theProcessEndsWithTheExitCode() throws Exception {
    assertThat(process("verify", bundle, "--vkey", KEY, "--since", old)).isEqualTo(0);
    assertThat(process("verify", bundle, "--vkey", TestLog.STRANGER.verifier().toString()))
        .isEqualTo(1);
    assertThat(process("verify", bundle)).isEqualTo(2);
    assertThat(process("verify", bundle, "--vkey", KEY)).isEqualTo(3);
  }

  /** The code of a JVM that breaks off, 1, would say that something was changed. */
  @Test
  void aCheckThatBreaksOffIsNoTampering() throws Exception {
    TestLog.edit(Path.of(bundle), "events.ndjson", events -> "x".repeat(15 << 20) + "\n");
    TestLog.fixManifest(Path.of(bundle));
    assertThat(process(List.of("-Xmx10m"), "verify", bundle, "--vkey", KEY)).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("output")))
        .startsWith("verifier: nothing was found out, since the check broke off: ")
        .contains("OutOfMemoryError")
        .hasLineCount(1);
    wrong("the check broke off: java.nio.file.InvalidPathException", "verify", "\0", "--vkey", KEY);
  }

  private int process(String... arguments) throws Exception {
    return process(List.of(), arguments);
  }

  private int process(List<String> options, String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(
        List.of(
            "-cp",
            Path.of(Verifier.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString(),
            Verifier.class.getName()));
    line.addAll(List.of(arguments));
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private static void wrong(String message, String... arguments) {
    Ran ran = run(arguments);
    assertThat(ran.err()).contains(message).hasLineCount(1);
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  private static Ran run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Verifier.run(
            arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Ran(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
