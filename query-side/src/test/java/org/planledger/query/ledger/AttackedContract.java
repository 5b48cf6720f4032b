package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Tree;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.ledger.witness.Witness;
import org.planledger.problem.Refused;
import org.planledger.query.Answering;
import org.planledger.store.ReadOnly;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that goes back behind what was signed, is written anew, or has lost something. */
abstract class AttackedContract extends WithWitness {

  /** A new store, as properties. */
  abstract Map<String, String> store() throws IOException;

  /** Another store that holds what one holds by now, which nobody uses at the moment. */
  abstract Map<String, String> backup(Map<String, String> store) throws IOException;

  @Test
  void aDatabaseThatIsOlderThanWhatWasSignedSignsNothing() throws IOException {
    Map<String, String> store = store();
    try (Answering node = alone(store)) {
      node.record(LedgerContract.scheduled("kept"));
      await().until(() -> size(node) == 1);
    }
    Map<String, String> backup = backup(store);
    Note signed;
    try (Answering node = alone(store)) {
      node.record(LedgerContract.scheduled("lost"));
      await().until(() -> size(node) == 2);
      signed = checkpoint(node);
      // As somebody finds it who has restored this one into the database that was older.
      Checkpoint last = Checkpoint.parse(signed.text());
      ReadOnly readOnly = node.bean(ReadOnly.class);
      readOnly.begin(
          new ReadOnly.Found(last.size(), last.root().toString(), "the database is older"));
      assertThat(readOnly.isOn()).isTrue();
    }
    try (Answering node = alone(backup)) {
      node.record(LedgerContract.scheduled("other"));
      assertThat(problems(node))
          .contains("TRUNCATED", "over 2 events was signed", "holds 1", "Restore a newer backup");
      assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
      assertThat(Checkpoint.parse(checkpoint(node).text()).size()).isEqualTo(1);
      assertNothingIsRecorded(node, "Restore a newer backup");
      assertThat(node.bytes("/api/ledger/bundle").statusCode()).isEqualTo(200);
      assertThat(node.bean(StoredEvents.class).ofType("BundleExported")).isEmpty();
    }
    // Without the file nothing is signed either: the database itself says what it lacks.
    Path kept = Files.move(outside(), outside().resolveSibling("kept"));
    try (Answering node = alone(backup)) {
      assertThat(problems(node)).contains("TRUNCATED", "over 2 events was signed");
      assertThat(node.bean(ReadOnly.class).isOn()).isTrue();
      // What the witness knows, below, is to be found by itself.
      node.bean(ReadOnly.class).end();
    }
    Files.move(kept, outside());
    try (Answering node = alone(store)) {
      assertThat(problems(node)).isEqualTo("[]");
      assertThat(node.bean(ReadOnly.class).isOn()).isFalse();
      node.bean(ReadOnly.class).refuse();
    }
    // The file was lost with the machine: the witness remembers.
    assertThat(Files.readAllBytes(outside())).isEqualTo(signed.bytes());
    Files.delete(outside());
    try (Witness witness = witness(0)) {
      assertThat(answered(witness, "old 0\n\n" + signed)).isEqualTo(200);
      try (Answering node = node(backup, witness)) {
        assertThat(problems(node)).contains("FORK", "seen a checkpoint over 2");
        assertThat(status(node).get("size").asLong()).isEqualTo(1);
        assertNothingIsRecorded(node, "seen a checkpoint over 2");
      }
    }
  }

  private static void assertNothingIsRecorded(Answering node, String reason) {
    ReadOnly readOnly = node.bean(ReadOnly.class);
    assertThatThrownBy(readOnly::refuse)
        .isInstanceOf(Refused.class)
        .hasMessageContainingAll("Nothing is recorded any more", reason);
  }

  @Test
  void anEmptyDatabaseIsNotTakenForTheBeginningOfALogThatAWitnessKnows() throws IOException {
    try (Witness witness = witness(0)) {
      try (Answering node = node(store(), witness)) {
        node.record(LedgerContract.scheduled("lost-1"), LedgerContract.scheduled("lost-2"));
        await().until(() -> size(node) == 2 && isFinal(node));
      }
      Files.delete(outside());
      try (Answering node = node(store(), witness)) {
        node.record(LedgerContract.scheduled("other"));
        await().until(() -> !problems(node).equals("[]"));
        assertThat(problems(node))
            .contains("TRUNCATED", "seen a checkpoint over 2 events", "Restore the newest backup");
        assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
        assertThat(node.bytes("/api/ledger/checkpoint").statusCode()).isEqualTo(503);
        assertThat(outside()).doesNotExist();
        assertNothingIsRecorded(node, "seen a checkpoint over 2 events");
      }
    }
  }

  @Test
  void aCheckpointThatTheDatabaseHasLostIsPutBackAndTheLogGoesOn() throws IOException {
    Map<String, String> store = store();
    try (Witness witness = witness(0)) {
      Note told;
      try (Answering node = node(store, witness)) {
        node.record(LedgerContract.scheduled("kept"));
        await().until(() -> size(node) == 1 && isFinal(node));
        told = checkpoint(node);
        node.bean(Ledger.class).stop();
        JdbcClient database = node.bean(JdbcClient.class);
        database.sql("DELETE FROM ledger_cosignature").update();
        assertThat(database.sql("DELETE FROM ledger_checkpoint WHERE size = 1").update()).isOne();
        node.record(LedgerContract.scheduled("goes-on"));
      }
      try (Answering node = node(store, witness)) {
        await().until(() -> size(node) == 2 && isFinal(node));
        assertThat(problems(node)).isEqualTo("[]");
        Note restored = node.bean(LedgerTables.class).checkpoint(1).orElseThrow().note();
        assertThat(restored.text()).isEqualTo(told.text());
        // The log's own signature; the witness has signed again.
        assertThat(restored.signatures().getFirst()).isEqualTo(told.signatures().getFirst());
      }
    }
  }

  @Test
  void aHistoryThatIsWrittenAnewWithTheStolenKeyContradictsWhatWasKept() throws IOException {
    try (Witness witness = witness(0);
        Answering node = node(store(), witness)) {
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
      List<byte[]> other = new ArrayList<>(leaves);
      other.set(1, changed);
      Note forged = rewrite(tables, database, other);
      assertThat(answered(witness, "old 4\n\n" + forged)).isEqualTo(422);
      assertThat(found(node, kept)).containsExactly(Code.FORK);
      assertThat(node.bean(SelfAudit.class).run())
          .extracting(Finding::code)
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
    Note note = checkpoint.sign(List.of(log()));
    database.sql("DELETE FROM ledger_cosignature").update();
    database.sql("DELETE FROM ledger_checkpoint WHERE size > 0").update();
    tables.addCheckpoint(checkpoint, note, Instant.parse("2018-01-10T12:00:00Z"));
    return note;
  }

  private List<Code> found(Answering node, Note kept) throws IOException {
    Path bundle = folder().resolve("forged.zip");
    Files.write(bundle, node.bytes("/api/ledger/bundle").body());
    Trust trust = Trust.in(log().verifier());
    return BundleVerifier.verify(bundle, trust, List.of(trust.open(kept))).findings().stream()
        .map(Finding::code)
        .toList();
  }
}
