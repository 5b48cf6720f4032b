package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.TlogProof;
import org.planledger.ledger.Trust;
import org.planledger.ledger.Trust.LogKey;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.witness.Witness;
import org.planledger.problem.Refused;
import org.planledger.query.Answering;
import org.planledger.store.ReadOnly;
import org.planledger.store.TestDatabases;

/** A witness that runs, is away, lies, or has not answered yet. */
class WitnessedIT extends WithWitness {

  @Test
  void aCheckpointIsFinalOnceItIsWitnessedAndWritesGoOnWhileNobodyWitnesses() throws IOException {
    Witness witness = witness(0);
    int port = witness.port();
    try (Answering node = node(store(), port)) {
      node.record(LedgerContract.scheduled("seen"));
      await().until(() -> isFinal(node) && size(node) == 1);
      assertThat(status(node).has("unwitnessedSince")).isFalse();
      Trust trust = new Trust(Trust.in(log().verifier()).logs(), Set.of(key().verifier()), 1);
      assertThat(trust.isWitnessed(trust.open(checkpoint(node)))).isTrue();

      witness.close();
      node.record(LedgerContract.scheduled("unseen"));
      await().until(() -> size(node) == 2 && status(node).has("unwitnessedSince"));
      assertThat(isFinal(node)).isFalse();
      assertThat(status(node).get("witnessedSize").asLong()).isEqualTo(1);
      assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(200);

      try (Witness again = witness(port)) {
        assertThat(again.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> isFinal(node));
      }
    } finally {
      witness.close();
    }
  }

  @Test
  void aWitnessThatClaimsToKnowMoreRaisesAnAlarmAndAtAStartNothingIsRecordedUntilItAgrees()
      throws IOException {
    Map<String, String> store = store();
    AtomicBoolean lies = new AtomicBoolean();
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    liar.createContext(
        "/add-checkpoint",
        exchange -> {
          byte[] answer = "4711\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(lies.get() ? 409 : 404, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    liar.start();
    int port = liar.getAddress().getPort();
    try {
      try (Answering node = node(store, port)) {
        node.record(LedgerContract.scheduled("unknown"));
        await().until(() -> size(node) == 1);
        assertThat(problems(node)).isEqualTo("[]");
        lies.set(true);
        node.record(LedgerContract.scheduled("lied-about"));
        await().until(() -> !problems(node).equals("[]"));
        assertThat(problems(node)).contains("FORK", "4711");
        assertThat(node.bytes("/actuator/health").statusCode()).isEqualTo(503);
        node.record(LedgerContract.scheduled("goes-on"));
        await().until(() -> size(node) == 3);
        assertThat(node.bean(ReadOnly.class).isOn()).isFalse();
      }
      try (Answering node = node(store, port)) {
        assertThat(problems(node)).contains("FORK", "4711");
        assertThat(node.bean(ReadOnly.class).isOn()).isTrue();
      }
    } finally {
      liar.stop(0);
    }
    // It is silent: what it has said is not forgotten, and nothing is signed.
    try (Answering node = node(store, port)) {
      assertThat(problems(node)).contains("FORK", "4711", "That holds until each witness");
      ReadOnly readOnly = node.bean(ReadOnly.class);
      assertThatThrownBy(readOnly::refuse).isInstanceOf(Refused.class).hasMessageContaining("4711");
    }
    try (Witness witness = witness(port);
        Answering node = node(store, witness)) {
      assertThat(witness.port()).isEqualTo(port);
      assertThat(problems(node)).isEqualTo("[]");
      assertThat(node.bean(ReadOnly.class).isOn()).isFalse();
      node.record(LedgerContract.scheduled("agreed"));
      await().until(() -> size(node) == 4 && isFinal(node));
    }
  }

  @Test
  void theFirstCheckpointWaitsUntilTheWitnessHasSaidThatItDoesNotKnowTheLog() throws IOException {
    Witness closed = witness(0);
    int port = closed.port();
    closed.close();
    try (Answering node = node(store(), port)) {
      node.record(LedgerContract.scheduled("first"));
      await().until(() -> problems(node).contains("nothing is signed until these have: http://"));
      await().until(() -> status(node).get("size").asLong() == 1);
      assertThat(node.bytes("/api/ledger/checkpoint").statusCode()).isEqualTo(503);
      // What was found before is not forgotten at a start either, before it has answered.
      ReadOnly readOnly = node.bean(ReadOnly.class);
      readOnly.begin(new ReadOnly.Found(4711, null, "the witness has said so"));
      node.bean(Ledger.class).stop();
      node.bean(Publisher.class).close();
      node.bean(Ledger.class).start();
      assertThat(readOnly.isOn()).isTrue();
      try (Witness witness = witness(port)) {
        assertThat(witness.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> size(node) == 1 && isFinal(node));
        assertThat(problems(node)).isEqualTo("[]");
        assertThat(readOnly.isOn()).isFalse();
      }
    }
  }

  @Test
  void aWitnessThatKnowsTheLogByOtherKeysDoesNotSayThatItIsNew() throws IOException {
    Signer other = Signer.generate(ORIGIN, KeyKind.LOG);
    Witness mistaken = witness(key(), 0, other.verifier());
    int port = mistaken.port();
    try (Answering node = node(store(), port)) {
      node.record(LedgerContract.scheduled("first"));
      await().until(() -> problems(node).contains("(java.io.IOException: answered 403"));
      assertThat(node.bytes("/api/ledger/checkpoint").statusCode()).isEqualTo(503);
      mistaken.close();
      try (Witness witness = witness(port)) {
        assertThat(witness.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> size(node) == 1 && isFinal(node));
      }
    } finally {
      mistaken.close();
    }
  }

  @Test
  void twoOfThreeWitnessesMakeACheckpointFinalAndProofsAreUnderTheLatestThatIs()
      throws IOException {
    List<Signer> keys = new ArrayList<>();
    List<Witness> witnesses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      keys.add(Signer.generate("witness.example/q" + i, KeyKind.WITNESS));
      witnesses.add(witness(keys.get(i), 0, log().verifier()));
    }
    List<Integer> ports = witnesses.stream().map(Witness::port).toList();
    List<VerifierKey> verifiers = keys.stream().map(Signer::verifier).toList();
    try (Answering node = node(store(), 2, keys, ports)) {
      node.record(LedgerContract.scheduled("final"));
      await().until(() -> size(node) == 1 && isFinal(node));
      witnesses.get(1).close();
      witnesses.get(2).close();
      node.record(LedgerContract.scheduled("seen-by-one"));
      LedgerTables tables = node.bean(LedgerTables.class);
      await().until(() -> size(node) == 2 && tables.cosigned(verifiers.get(0)) == 2);
      assertThat(isFinal(node)).isFalse();
      assertThat(status(node).get("witnessedSize").asLong()).isEqualTo(1);
      assertThat(tables.latestWitnessed(verifiers, 2).orElseThrow().size()).isEqualTo(1);
      assertThat(tables.latestWitnessed(verifiers, 1).orElseThrow().size()).isEqualTo(2);
      assertThat(tables.latestWitnessed(verifiers.subList(1, 3), 1).orElseThrow().size())
          .isEqualTo(1);
      Trust trust = new Trust(Trust.in(log().verifier()).logs(), Set.copyOf(verifiers), 2);
      Trust.Signed first = proven(node, 0, trust);
      assertThat(first.checkpoint().size()).isEqualTo(1);
      assertThat(trust.isWitnessed(first)).isTrue();
      Trust.Signed second = proven(node, 1, trust);
      assertThat(second.checkpoint().size()).isEqualTo(2);
      assertThat(trust.isWitnessed(second)).isFalse();

      witnesses.set(2, witness(keys.get(2), ports.get(2), log().verifier()));
      await().atMost(Duration.ofSeconds(30)).until(() -> isFinal(node));
      assertThat(trust.isWitnessed(proven(node, 1, trust))).isTrue();
    } finally {
      for (Witness witness : witnesses) {
        witness.close();
      }
    }
  }

  /** The checkpoint under which the proof of an event is. */
  private static Trust.Signed proven(Answering node, long index, Trust trust) {
    LedgerTables.Leaf leaf = node.bean(LedgerTables.class).leaves(index, 1).getFirst();
    return TlogProof.parse(node.bytes("/api/ledger/proof?event=" + leaf.eventId()).body())
        .verify(leaf.bytes(), trust);
  }

  /** A stolen key: the status says up to where it counts, and the bundle is proven by that. */
  @Test
  void aWitnessThatWasGivenTheNewKeySignsAcrossARotation() throws IOException {
    Signer next = Signer.generate(ORIGIN, KeyKind.LOG);
    Witness before = witness(0);
    int port = before.port();
    try (Answering node = node(store(), port)) {
      node.record(LedgerContract.scheduled("before"));
      await().until(() -> size(node) == 1 && isFinal(node));
      Note last = checkpoint(node);
      next.write(folder().resolve("keys/next.key"));
      node.record(
          new KeyRotated(
              next.verifier().toString(), Period.ZERO, "stolen", LocalDate.parse("2018-01-10")));
      await().until(() -> status(node).at("/witnesses/0/failure").asText().contains("403"));
      assertThat(isFinal(node)).isFalse();
      before.close();
      try (Witness witness = witness(key(), port, log().verifier(), next.verifier())) {
        assertThat(witness.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> size(node) == 2 && isFinal(node));
        JsonNode keys = status(node).get("keys");
        assertThat(keys.at("/0/witnessedTo").asLong()).isEqualTo(1);
        assertThat(keys.at("/1/witnessedTo").asLong()).isEqualTo(2);
        Path bundle = folder().resolve("rotated.zip");
        Files.write(bundle, node.bytes("/api/ledger/bundle").body());
        Trust trust =
            new Trust(
                Set.of(
                    LogKey.parse(log().verifier() + ":0-" + keys.at("/0/witnessedTo").asText()),
                    LogKey.parse(next.verifier().toString())),
                Set.of(key().verifier()),
                1);
        Report report = BundleVerifier.verify(bundle, trust, List.of(trust.open(last)));
        assertThat(report.findings()).as(report.text()).isEmpty();
      }
    } finally {
      before.close();
    }
  }

  @Test
  void aCheckpointOutsideThatNoKeyOfTheLogSignedIsNotPutBack() throws IOException {
    Map<String, String> store = store();
    try (Answering node = alone(store)) {
      node.record(LedgerContract.scheduled("kept"));
      await().until(() -> size(node) == 1);
    }
    Signer stranger = Signer.generate(ORIGIN, KeyKind.LOG);
    Note forged =
        Checkpoint.parse(Note.parse(Files.readAllBytes(outside())).text()).sign(List.of(stranger));
    Files.write(outside(), forged.bytes());
    try (Answering node = alone(store)) {
      assertThat(problems(node)).contains("BAD_SIGNATURE", "no key of this log signed");
    }
  }

  private Map<String, String> store() {
    return TestDatabases.h2(folder().resolve("data"));
  }
}
