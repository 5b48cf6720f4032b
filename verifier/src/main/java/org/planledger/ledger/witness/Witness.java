package org.planledger.ledger.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.planledger.ledger.Arguments;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.VerifierKey;

/**
 * A witness over HTTP (C2SP tlog-witness): {@code POST /add-checkpoint}. It listens on 127.0.0.1
 * unless told otherwise.
 */
public final class Witness implements AutoCloseable {
  private static final String USAGE =
      """
      Usage: java -cp verifier.jar org.planledger.ledger.witness.Witness OPTIONS

        --key FILE         private key (java -jar verifier.jar keygen witness NAME FILE)
        --state FOLDER     the latest checkpoint of each log; never to be set back
        --log KEY ...      verifier keys of the logs to be witnessed
        --port NUMBER      default 0: any free port
        --address ADDRESS  default 127.0.0.1

      It signs a checkpoint only if it goes on from the latest one it signed.
      """;

  private static final int MAX_BYTES = Note.MAX_BYTES + 8 * 1024;
  private static final int MAX_PROOF = 63;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final WitnessedLogs logs;

  private Witness(WitnessedLogs logs, InetSocketAddress address) throws IOException {
    this.logs = logs;
    this.server = HttpServer.create(address, 0);
    server.setExecutor(threads);
    server.createContext("/add-checkpoint", this::addCheckpoint);
    server.start();
  }

  /** Runs until the process is ended. */
  public static void main(String[] line) {
    int exitCode = run(line, System.out, System.err);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  /** Starts a witness and gives 0, or says why not and gives 2. */
  static int run(String[] line, PrintStream out, PrintStream err) {
    if (List.of(line).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    try {
      Arguments arguments =
          new Arguments(
              Arrays.asList(line),
              Set.of("--key", "--state", "--log", "--port", "--address"),
              Set.of());
      arguments.words();
      Set<VerifierKey> keys = new HashSet<>();
      arguments.all("--log").forEach(key -> keys.add(VerifierKey.parse(key)));
      if (keys.isEmpty()) {
        throw new Malformed("name a log to be witnessed with --log");
      }
      Signer signer = Signer.read(Path.of(arguments.required("--key")));
      String address = arguments.one("--address");
      int port = arguments.number("--port", 0);
      if (port > 65_535) {
        throw new Malformed("no port: " + port);
      }
      Witness witness =
          start(
              signer,
              Path.of(arguments.required("--state")),
              keys,
              new InetSocketAddress(
                  address == null
                      ? InetAddress.getLoopbackAddress()
                      : InetAddress.getByName(address),
                  port));
      out.println("%s listens on port %d".formatted(signer.verifier(), witness.port()));
      return 0;
    } catch (Malformed | IOException failed) {
      err.println("witness: " + failed.getMessage());
      return 2;
    }
  }

  /**
   * Starts a witness.
   *
   * @param state folder with the latest checkpoint of each log
   * @param keys of the logs
   * @throws IOException where the state cannot be read, or the address is taken
   * @throws Malformed for a damaged state or a key of the wrong kind
   */
  public static Witness start(
      Signer signer, Path state, Set<VerifierKey> keys, InetSocketAddress address)
      throws IOException {
    WitnessedLogs logs = new WitnessedLogs(signer, state, keys, Clock.systemUTC());
    try {
      return new Witness(logs, address);
    } catch (IOException taken) {
      logs.close();
      throw taken;
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers no more. */
  @Override
  public void close() throws IOException {
    server.stop(0);
    threads.close();
    logs.close();
  }

  private void addCheckpoint(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/add-checkpoint")) {
        answer(exchange, 404, "text/plain", "not found\n");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        answer(exchange, 405, "text/plain", "POST only\n");
      } else {
        answer(exchange, exchange.getRequestBody().readNBytes(MAX_BYTES + 1));
      }
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException {
    WitnessedLogs.Answer answer;
    try {
      answer = add(body);
    } catch (Malformed malformed) {
      answer = new WitnessedLogs.Answer.Refused(400, malformed.getMessage());
    } catch (IOException unwritten) {
      answer = new WitnessedLogs.Answer.Refused(500, "the state cannot be written");
    }
    switch (answer) {
      case WitnessedLogs.Answer.Signed signed ->
          answer(exchange, 200, "text/plain; charset=utf-8", signed.signature() + "\n");
      case WitnessedLogs.Answer.OtherSize other ->
          answer(exchange, 409, "text/x.tlog.size", other.latest() + "\n");
      case WitnessedLogs.Answer.Refused refused ->
          answer(exchange, refused.status(), "text/plain; charset=utf-8", refused.reason() + "\n");
    }
  }

  /** The body: the old size, the proof, an empty line, the checkpoint. */
  private WitnessedLogs.Answer add(byte[] body) throws IOException {
    if (body.length > MAX_BYTES) {
      throw new Malformed("a request has at most " + MAX_BYTES + " bytes");
    }
    int end = indexOfEmptyLine(body);
    String[] lines = new String(body, 0, end, StandardCharsets.ISO_8859_1).split("\n", -1);
    if (!lines[0].matches("old (0|[1-9]\\d{0,18})") || lines.length - 1 > MAX_PROOF) {
      throw new Malformed("a request is \"old SIZE\", at most 63 hashes, and a checkpoint");
    }
    long old;
    try {
      old = Long.parseLong(lines[0].substring("old ".length()));
    } catch (NumberFormatException tooLarge) {
      throw new Malformed("the old size is larger than 2^63-1");
    }
    List<Hash> proof = Arrays.stream(lines, 1, lines.length).map(Hash::fromBase64).toList();
    return logs.add(old, proof, Note.parse(Arrays.copyOfRange(body, end + 2, body.length)));
  }

  private static int indexOfEmptyLine(byte[] body) {
    for (int i = 0; i + 1 < body.length; i++) {
      if (body[i] == '\n' && body[i + 1] == '\n') {
        return i;
      }
    }
    throw new Malformed("a request has an empty line before the checkpoint");
  }

  private static void answer(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
