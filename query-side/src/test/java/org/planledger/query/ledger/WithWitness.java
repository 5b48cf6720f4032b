package org.planledger.query.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.witness.Witness;
import org.planledger.query.Answering;

/** A log with a key of its own, and its witness. */
abstract class WithWitness {
  static final String ORIGIN = "planledger.example/log";

  @TempDir private Path folder;
  private final Signer log = Signer.generate(ORIGIN, KeyKind.LOG);
  private final Signer key = Signer.generate("witness.example/w1", KeyKind.WITNESS);

  @BeforeEach
  void writeTheKeyOfTheLog() throws IOException {
    Files.createDirectories(folder.resolve("keys"));
    log.write(folder.resolve("keys/ledger.key"));
  }

  final Path folder() {
    return folder;
  }

  final Signer log() {
    return log;
  }

  final Signer key() {
    return key;
  }

  /** The checkpoint that is kept outside the database. */
  final Path outside() {
    return folder.resolve("keys/last-checkpoint");
  }

  final Witness witness(int port) throws IOException {
    return witness(key, port, log.verifier());
  }

  /** A witness with a key, of a log with some keys. */
  final Witness witness(Signer key, int port, VerifierKey... log) throws IOException {
    return Witness.start(
        key,
        folder.resolve(key.verifier().name().replace('/', '-')),
        Set.of(log),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** The status that the witness answers. */
  static int answered(Witness witness, String body) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:%d/add-checkpoint".formatted(witness.port()))
                .toURL()
                .openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return connection.getResponseCode();
  }

  /** A node without a witness. */
  final Answering alone(Map<String, String> store) {
    return new Answering(store, settings());
  }

  final Answering node(Map<String, String> store, Witness witness) {
    return node(store, witness.port());
  }

  final Answering node(Map<String, String> store, int port) {
    return node(store, 1, List.of(key), List.of(port));
  }

  /** A node with witnesses that have these keys and ports. */
  final Answering node(
      Map<String, String> store, int quorum, List<Signer> keys, List<Integer> ports) {
    Map<String, String> settings = settings();
    for (int i = 0; i < keys.size(); i++) {
      String witness = "planledger.ledger.witnesses[%d].".formatted(i);
      settings.put(witness + "url", "http://127.0.0.1:" + ports.get(i));
      settings.put(witness + "key", keys.get(i).verifier().toString());
    }
    settings.put("planledger.ledger.quorum", Integer.toString(quorum));
    return new Answering(store, settings);
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(LedgerContract.FAST);
    settings.put("planledger.ledger.keys", folder.resolve("keys").toString());
    return settings;
  }

  static JsonNode status(Answering node) {
    return node.get("/api/ledger/status");
  }

  static String problems(Answering node) {
    return status(node).get("problems").toString();
  }

  static long size(Answering node) {
    return status(node).at("/checkpoint/size").asLong();
  }

  static boolean isFinal(Answering node) {
    return status(node).at("/checkpoint/final").asBoolean();
  }

  static Note checkpoint(Answering node) {
    return Note.parse(node.bytes("/api/ledger/checkpoint").body());
  }
}
