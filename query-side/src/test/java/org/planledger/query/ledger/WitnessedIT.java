package org.planledger.query.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Trust;
import org.planledger.ledger.witness.Witness;
import org.planledger.query.Answering;
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
  void aWitnessThatClaimsToKnowMoreRaisesAnAlarm() throws IOException {
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
    try (Answering node = node(store(), liar.getAddress().getPort())) {
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
    } finally {
      liar.stop(0);
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
      try (Witness witness = witness(port)) {
        assertThat(witness.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).until(() -> size(node) == 1 && isFinal(node));
        assertThat(problems(node)).isEqualTo("[]");
      }
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
