package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Tree;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.witness.Witness;
import org.planledger.query.Answering;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A log with a witness that runs, is away, lies; and a database that goes back behind both. */
class WitnessedIT {
  private static final String ORIGIN = "planledger.example/log";

  @TempDir private Path folder;
  private final Signer log = Signer.generate(ORIGIN, KeyKind.LOG);
  private final Signer key = Signer.generate("witness.example/w1", KeyKind.WITNESS);

  @BeforeEach
  void writeTheKeyOfTheLog() throws IOException {
    Files.createDirectories(folder.resolve("data/keys"));
    log.write(folder.resolve("data/keys/ledger.key"));
  }

  @Test
  void aCheckpointIsFinalOnceItIsWitnessedAndWritesGoOnWhileNobodyWitnesses() throws IOException {
    Witness witness = witness(0);
    int port = witness.port();
    try (Answering node = node(port)) {
      node.record(LedgerContract.scheduled("seen"));
      await().until(() -> status(node).at("/checkpoint/final").asBoolean() && size(node) == 1);
      assertThat(status(node).has("unwitnessedSince")).isFalse();
      Trust trust = new Trust(Trust.in(log.verifier()).logs(), Set.of(key.verifier()), 1);
      assertThat(trust.isWitnessed(trust.open(checkpoint(node)))).isTrue();

      witness.close();
      node.record(LedgerContract.scheduled("unseen"));
      await().until(() -> size(node) == 2 && status(node).has("unwitnessedSince"));
      assertThat(status(node).at("/checkpoint/final").asBoolean()).isFalse();
      assertThat(status(node).get("witnessedSize").asLong()).isEqualTo(1);
      assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(200);

      try (Witness again = witness(port)) {
        assertThat(again.port()).isEqualTo(port);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> status(node).at("/checkpoint/final").asBoolean());
      }
    } finally {
      witness.close();
    }
  }

  @Test
  void aWitnessThatClaimsToKnowMoreRaisesAnAlarm() throws IOException {
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    liar.createContext(
        "/add-checkpoint",
        exchange -> {
          byte[] answer = "4711\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(409, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    liar.start();
    try (Answering node = node(liar.getAddress().getPort())) {
      node.record(LedgerContract.scheduled("lied-about"));
      await().until(() -> !status(node).get("problems").isEmpty());
      assertThat(status(node).get("problems").toString()).contains("FORK", "4711");
      assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
      node.record(LedgerContract.scheduled("goes-on"));
      await().until(() -> size(node) == 2);
    } finally {
      liar.stop(0);
    }
  }

  @Test
  void aDatabaseThatIsOlderThanWhatWasSignedSignsNothing() throws IOException {
    Path store = folder.resolve("data/planledger.mv.db");
    Path backup = folder.resolve("backup.mv.db");
    try (Answering node = alone()) {
      node.record(LedgerContract.scheduled("kept"));
      await().until(() -> size(node) == 1);
    }
    Files.copy(store, backup);
    Note signed;
    try (Answering node = alone()) {
      node.record(LedgerContract.scheduled("lost"));
      await().until(() -> size(node) == 2);
      signed = checkpoint(node);
    }
    Files.copy(backup, store, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (Answering node = alone()) {
      node.record(LedgerContract.scheduled("other"));
      String problem = status(node).get("problems").toString();
      assertThat(problem).contains("over 2 events was signed", "holds 1", "Restore a newer backup");
      assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(Checkpoint.parse(checkpoint(node).text()).size()).isEqualTo(1);
    }
    // The file was lost with the machine: the witness remembers.
    Path outside = folder.resolve("data/keys/last-checkpoint");
    assertThat(Files.readAllBytes(outside)).isEqualTo(signed.bytes());
    Files.delete(outside);
    try (Witness witness = witness(0)) {
      show(witness, signed);
      try (Answering node = node(witness.port())) {
        assertThat(status(node).get("problems").toString()).contains("seen a checkpoint over 2");
        assertThat(status(node).get("size").asLong()).isEqualTo(1);
      }
    }
  }

  @Test
  void aHistoryThatIsWrittenAnewWithTheStolenKeyContradictsWhatWasKept() throws IOException {
    try (Witness witness = witness(0);
        Answering node = node(witness.port())) {
      for (int meeting = 0; meeting < 4; meeting++) {
        node.record(LedgerContract.scheduled("m-" + meeting));
      }
      await().until(() -> size(node) == 4 && status(node).at("/checkpoint/final").asBoolean());
      Note kept = checkpoint(node);
      LedgerTables tables = node.bean(LedgerTables.class);
      JdbcClient database = node.bean(JdbcClient.class);
      List<byte[]> leaves = tables.leaves(0, 10).stream().map(LedgerTables.Leaf::bytes).toList();
      node.bean(Ledger.class).stop();

      // A7: another payload, and everything above it made anew.
      database
          .sql(
              "UPDATE domain_event SET payload = replace(payload, 'Geneva', 'Gotham') WHERE"
                  + " aggregate_id = 'meeting:m-1'")
          .update();
      byte[] changed =
          Leaves.envelope(
                  node.bean(StoredEvents.class)
                      .find(tables.leaves(1, 1).getFirst().eventId())
                      .orElseThrow())
              .leaf();
      List<byte[]> other = new java.util.ArrayList<>(leaves);
      other.set(1, changed);
      Note forged = rewrite(tables, database, other);
      assertThat(answered(witness, "old 4\n\n" + forged)).isEqualTo(422);
      assertThat(found(node, kept)).containsExactly(Code.FORK);
      assertThat(node.bean(SelfAudit.class).run())
          .extracting(finding -> finding.code())
          .contains(Code.INCONSISTENT_HISTORY);

      // A5: the tail is gone, and the smaller tree is signed.
      database.sql("DELETE FROM domain_event WHERE aggregate_id = 'meeting:m-3'").update();
      Note smaller = rewrite(tables, database, other.subList(0, 3));
      assertThat(answered(witness, "old 4\n\n" + smaller)).isEqualTo(400);
      assertThat(found(node, kept)).contains(Code.TRUNCATED);
    }
  }

  /** Puts other leaves in the place of those of the ledger, and signs them. */
  private Note rewrite(LedgerTables tables, JdbcClient database, List<byte[]> leaves) {
    Tree tree = new Tree();
    leaves.forEach(leaf -> tree.append(Merkle.leaf(leaf)));
    database.sql("DELETE FROM ledger_leaf WHERE leaf_index >= ?").param(leaves.size()).update();
    for (int index = 0; index < leaves.size(); index++) {
      database
          .sql("UPDATE ledger_leaf SET leaf = ? WHERE leaf_index = ?")
          .params(leaves.get(index), index)
          .update();
    }
    long position = tables.leaves(leaves.size() - 1L, 1).getFirst().position();
    database
        .sql("UPDATE ledger_state SET size = ?, position = ?")
        .params(leaves.size(), position)
        .update();
    tables.putTiles(tree.takeTiles());
    Checkpoint checkpoint = new Checkpoint(ORIGIN, tree.size(), tree.root());
    Note note = checkpoint.sign(List.of(log));
    database.sql("DELETE FROM ledger_cosignature").update();
    database.sql("DELETE FROM ledger_checkpoint WHERE size > 0").update();
    tables.addCheckpoint(checkpoint, note, java.time.Instant.parse("2018-01-10T12:00:00Z"));
    return note;
  }

  private List<Code> found(Answering node, Note kept) throws IOException {
    Path bundle = folder.resolve("forged.zip");
    Files.write(bundle, node.bytes("/api/ledger/bundle").body());
    Trust trust = Trust.in(log.verifier());
    return BundleVerifier.verify(bundle, trust, List.of(trust.open(kept))).findings().stream()
        .map(Finding::code)
        .toList();
  }

  private static void show(Witness witness, Note note) throws IOException {
    assertThat(answered(witness, "old 0\n\n" + note)).isEqualTo(200);
  }

  /** The status that the witness answers. */
  private static int answered(Witness witness, String body) throws IOException {
    java.net.HttpURLConnection connection =
        (java.net.HttpURLConnection)
            java.net
                .URI
                .create("http://127.0.0.1:%d/add-checkpoint".formatted(witness.port()))
                .toURL()
                .openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return connection.getResponseCode();
  }

  private Witness witness(int port) throws IOException {
    return Witness.start(
        key,
        folder.resolve("witness"),
        Set.of(log.verifier()),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private Answering alone() {
    return new Answering(TestDatabases.h2(folder.resolve("data")), LedgerContract.FAST);
  }

  private Answering node(int port) {
    Map<String, String> settings = new HashMap<>(LedgerContract.FAST);
    settings.put("planledger.ledger.witnesses[0].url", "http://127.0.0.1:" + port);
    settings.put("planledger.ledger.witnesses[0].key", key.verifier().toString());
    settings.put("planledger.ledger.quorum", "1");
    return new Answering(TestDatabases.h2(folder.resolve("data")), settings);
  }

  private static JsonNode status(Answering node) {
    return node.get("/api/ledger/status");
  }

  private static long size(Answering node) {
    return status(node).at("/checkpoint/size").asLong();
  }

  private static Note checkpoint(Answering node) {
    return Note.parse(node.bytes("/api/ledger/checkpoint").body());
  }
}
