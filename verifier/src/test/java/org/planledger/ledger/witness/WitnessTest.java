package org.planledger.ledger.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.TestLog;
import org.planledger.ledger.VerifierKey;

/** The witness over HTTP: every status code, and what is left after a restart. */
class WitnessTest {
  private static final VerifierKey KEY = TestLog.WITNESS.verifier();

  private final HttpClient client = HttpClient.newHttpClient();
  private final TestLog log = TestLog.ofSize(20);
  @TempDir private Path state;
  private Witness witness;

  @BeforeEach
  void start() throws IOException {
    witness =
        Witness.start(
            TestLog.WITNESS,
            state,
            Set.of(TestLog.KEY.verifier()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() throws IOException {
    witness.close();
  }

  private void restart() throws IOException {
    stop();
    start();
  }

  @Test
  void consistentCheckpointsAreSigned() throws Exception {
    signed(0, 5);
    signed(5, 12);
    signed(12, 12);
    signed(12, 20);
  }

  @Test
  void itGoesOnAfterARestart() throws Exception {
    signed(0, 5);
    restart();
    conflict(5, add(0, 20));
    signed(5, 12);
    restart();
    conflict(12, add(5, 20));
    signed(12, 20);
  }

  @Test
  void anotherOldSizeIsAConflictThatNamesTheRightOne() throws Exception {
    conflict(0, add(5, 12));
    signed(0, 12);
    conflict(12, add(0, 5));
    conflict(12, add(5, 20));
  }

  @Test
  void anOldSizeBeyondTheCheckpointIsRefused() throws Exception {
    signed(0, 12);
    status(400, add(12, 5));
  }

  @Test
  void whatIsNotConsistentIsNotSigned() throws Exception {
    signed(0, 12);
    List<Hash> proof = Merkle.consistency(12, 20, log.at(20));
    Note note = log.signed(20, TestLog.KEY);
    status(422, post(request(12, List.of(), note)));
    status(422, post(request(12, proof.subList(1, proof.size()), note)));
    status(422, post(request(12, Merkle.consistency(11, 20, log.at(20)), note)));
    // Of one size there is one root.
    Note fork =
        new Checkpoint(note.text().lines().findFirst().orElseThrow(), 12, Merkle.leaf(new byte[0]))
            .sign(List.of(TestLog.KEY));
    status(422, post(request(12, List.of(), fork)));
    status(422, post(request(12, proof, log.signed(12, TestLog.KEY))));
    signed(12, 20);
  }

  @Test
  void theFirstCheckpointHasNoProof() throws Exception {
    status(422, post(request(0, List.of(Merkle.EMPTY), log.signed(5, TestLog.KEY))));
    signed(0, 0);
    signed(0, 5);
  }

  @Test
  void whoIsNotTrustedIsRefused() throws Exception {
    status(403, post(request(0, List.of(), log.signed(5, TestLog.STRANGER))));
    Note note = log.signed(5, TestLog.KEY);
    Note other = new Note(log.checkpoint(6).text(), note.signatures());
    status(403, post(request(0, List.of(), other)));
    Signer elsewhere = Signer.generate("another.example/log", KeyKind.LOG);
    Note unknown = new Checkpoint("another.example/log", 0, Merkle.EMPTY).sign(List.of(elsewhere));
    status(404, post(request(0, List.of(), unknown)));
    signed(0, 5);
  }

  @Test
  void otherRequestsAreRefused() throws Exception {
    String note = log.signed(5, TestLog.KEY).toString();
    String hash = Merkle.EMPTY.base64() + "\n";
    for (String body :
        List.of(
            "",
            "old 0\n",
            note,
            "\n" + note,
            "old\n\n" + note,
            "old -1\n\n" + note,
            "old 00\n\n" + note,
            "old 0 \n\n" + note,
            "old 9223372036854775808\n\n" + note,
            "old 0\r\n\r\n" + note,
            "old 0\nAAAA\n\n" + note,
            "old 0\n" + hash.repeat(64) + "\n" + note,
            "old 0\n\n" + note.replace("\n5\n", "\n05\n"),
            "old 0\n\n" + note.replace("\n\n", "\n"),
            "old 0\n\n\n" + note,
            "old 0\n\n" + note + "x".repeat(100_000))) {
      status(400, post(body));
    }
    signed(0, 5);
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    HttpResponse<String> get =
        client.send(to("/add-checkpoint").GET().build(), BodyHandlers.ofString());
    status(405, get);
    assertThat(get.headers().firstValue("Allow")).contains("POST");
    for (String path : List.of("/", "/add-checkpoint/x", "/add-checkpoints")) {
      status(404, client.send(to(path).GET().build(), BodyHandlers.ofString()));
    }
  }

  @Test
  void ofManyThatAskAtOnceOneGoesOn() throws Exception {
    signed(0, 5);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> requests = new ArrayList<>();
      for (int size = 6; size <= 20; size++) {
        int to = size;
        requests.add(() -> add(5, to).statusCode());
      }
      List<Integer> codes = new ArrayList<>();
      for (Future<Integer> code : threads.invokeAll(requests)) {
        codes.add(code.get());
      }
      assertThat(codes).containsOnly(200, 409);
      assertThat(Collections.frequency(codes, 200)).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeKeptIsNotSigned() throws Exception {
    // A folder in the place of the file that is written first.
    String name = Hash.of(TestLog.KEY.verifier().name().getBytes(UTF_8)) + ".checkpoint.next";
    Files.createDirectory(state.resolve(name));
    status(500, add(0, 5));
    Files.delete(state.resolve(name));
    conflict(0, add(5, 12));
    signed(0, 5);
  }

  @Test
  void aDamagedStateIsNotBegunAnew() throws Exception {
    signed(0, 5);
    stop();
    try (Stream<Path> files = Files.list(state)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".checkpoint")).toList()) {
        Files.writeString(file, Files.readString(file).replace("\n5\n", "\n4\n"));
      }
    }
    assertThatThrownBy(this::start).isInstanceOf(Malformed.class).hasMessageContaining("damaged");
  }

  @Test
  void twoWitnessesDoNotShareAState() {
    assertThatThrownBy(this::start).isInstanceOf(IOException.class).hasMessageContaining("another");
  }

  @Test
  void theCommandLineSaysWhatIsMissing() throws Exception {
    Path key = state.resolve("key");
    TestLog.WITNESS.write(key);
    String log = TestLog.KEY.verifier().toString();
    refused("--log", "--key", key.toString(), "--state", "s");
    refused("--key is missing", "--log", log, "--state", "s");
    refused("--state is missing", "--log", log, "--key", key.toString());
    refused("no port", "--log", log, "--key", key.toString(), "--port", "65536");
    refused("unknown option", "--logs", log);
    refused("options only", "--log", log, "x");
    Path logKey = state.resolve("logkey");
    TestLog.KEY.write(logKey);
    refused(
        "is of a log",
        "--log",
        log,
        "--key",
        logKey.toString(),
        "--state",
        state.resolve("s") + "");
  }

  @Test
  void theProcessListensUntilItIsEnded() throws Exception {
    Path key = state.resolve("key");
    TestLog.WITNESS.write(key);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(Witness.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString(),
                Witness.class.getName(),
                "--key",
                key.toString(),
                "--state",
                state.resolve("other").toString(),
                "--log",
                TestLog.KEY.verifier().toString())
            .redirectErrorStream(true)
            .start();
    try {
      String line = process.inputReader(UTF_8).readLine();
      assertThat(line).startsWith(KEY + " listens on port ");
      int port = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/add-checkpoint"))
              .POST(BodyPublishers.ofString(request(0, List.of(), log.signed(5, TestLog.KEY))))
              .build();
      status(200, client.send(request, BodyHandlers.ofString()));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void refused(String message, String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(
            Witness.run(line, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains(message);
    assertThat(out.size()).isEqualTo(0);
  }

  private void signed(int old, int size) throws Exception {
    Instant before = Instant.now().minus(Duration.ofSeconds(2));
    HttpResponse<String> response = add(old, size);
    status(200, response);
    assertThat(response.body()).startsWith("\u2014 " + KEY.name() + " ").endsWith("\n");
    Note note =
        log.signed(size, TestLog.KEY)
            .with(List.of(Note.Signature.parse(response.body().stripTrailing())));
    assertThat(note.verify(Set.of(KEY)))
        .singleElement()
        .satisfies(seen -> assertThat(seen.time()).isBetween(before, Instant.now()));
  }

  private static void conflict(int latest, HttpResponse<String> response) {
    status(409, response);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    assertThat(response.body()).isEqualTo(latest + "\n");
  }

  private static void status(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
  }

  private HttpResponse<String> add(int old, int size) throws Exception {
    List<Hash> proof = old <= size ? Merkle.consistency(old, size, log.at(size)) : List.of();
    return post(request(old, proof, log.signed(size, TestLog.KEY)));
  }

  private static String request(int old, List<Hash> proof, Note note) {
    StringBuilder body = new StringBuilder("old " + old + "\n");
    proof.forEach(hash -> body.append(hash.base64()).append('\n'));
    return body.append('\n').append(note).toString();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return client.send(
        to("/add-checkpoint").POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + witness.port() + path));
  }
}
