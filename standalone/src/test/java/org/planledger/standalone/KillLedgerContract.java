package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.planledger.ledger.witness.Witness;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A server that is killed while it takes events up, signs and shows what it signed to a witness,
 * again and again on one store. More kills with {@code -Dkill.points=N}, others with {@code
 * -Dkill.seed=N}.
 */
abstract class KillLedgerContract {
  private static final int KILLS = Integer.getInteger("kill.points", 3);
  private static final long SEED = Long.getLong("kill.seed", 20170912);
  private static final String ORIGIN = "planledger.example/log";

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Signer log = Signer.generate(ORIGIN, KeyKind.LOG);
  private final List<Note> told = new ArrayList<>();

  /** When a server is killed. */
  enum Moment {
    /** The witness has signed a checkpoint, and the server has not heard of it yet. */
    WITNESSED,
    /** There are leaves that no checkpoint covers. */
    TAKEN_UP,
    /** A checkpoint is signed and kept outside the database, and not in it. */
    KEPT_OUTSIDE
  }

  /** The store, as properties; the same each time. */
  abstract Map<String, String> store(Path data);

  /** At which moments the servers on this store are killed, in turn. */
  abstract List<Moment> moments();

  /** A transaction during which nobody can add a checkpoint to the database. */
  Connection checkpointsHeldBack() throws SQLException {
    throw new UnsupportedOperationException();
  }

  @AfterEach
  void forget() {
    http.close();
  }

  @Test
  void whatWasSignedIsKeptAndTheLogGoesOn() throws Exception {
    Random random = new Random(SEED);
    Files.createDirectories(keys());
    log.write(keys().resolve("ledger.key"));
    Signer key = Signer.generate("witness.example/w1", KeyKind.WITNESS);
    Map<Long, Hash> seen = new HashMap<>();
    try (Witness witness =
            Witness.start(
                key,
                folder.resolve("witness"),
                Set.of(log.verifier()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ShownCheckpoints shown = new ShownCheckpoints(witness)) {
      Map<String, String> settings = new HashMap<>(store(folder.resolve("data")));
      settings.put("planledger.ledger.keys", keys().toString());
      settings.put("planledger.ledger.interval", "1ms");
      settings.put("planledger.ledger.witnesses[0].url", shown.url());
      settings.put("planledger.ledger.witnesses[0].key", key.verifier().toString());
      settings.put("planledger.ledger.quorum", "1");
      for (int kill = 1; kill <= KILLS; kill++) {
        Moment moment = moments().get((kill - 1) % moments().size());
        String where = "seed %d, kill %d, %s".formatted(SEED, kill, moment);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Negotiation.write(
            new Negotiation.Size("kill" + kill, SEED + kill, 40, 3, 250), lines, done -> {});
        kill(moment, 1 + random.nextInt(60), settings, lines.toByteArray(), shown);
        told.addAll(shown.take());
        Note outside = outside();
        try (Running server = Running.on(settings)) {
          await().atMost(Duration.ofMinutes(1)).until(() -> isWitnessed(server));
          check(where, server, outside, seen);
        }
        told.addAll(shown.take());
      }
    }
  }

  private void check(String where, Running server, Note outside, Map<Long, Hash> seen)
      throws IOException {
    JsonNode status = server.get("/api/ledger/status").body();
    assertThat(status.get("problems")).as(where).isEmpty();
    JdbcClient database = server.part(JdbcClient.class);
    assertThat(
            database
                .sql("SELECT leaf_index FROM ledger_leaf ORDER BY leaf_index")
                .query(Long.class)
                .list())
        .as(where)
        .containsExactlyElementsOf(
            LongStream.range(0, status.get("size").asLong()).boxed().toList());
    List<Note> kept =
        database.sql("SELECT note FROM ledger_checkpoint").query(String.class).list().stream()
            .map(Note::parse)
            .toList();
    for (Note note : kept) {
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      assertThat(seen.put(checkpoint.size(), checkpoint.root()))
          .as("%s, size %d", where, checkpoint.size())
          .isIn(null, checkpoint.root());
    }
    Set<String> texts = new HashSet<>();
    kept.forEach(note -> texts.add(note.text()));
    told.add(outside);
    assertThat(told).as(where).isNotEmpty().allMatch(note -> texts.contains(note.text()), "kept");
    Trust trust = Trust.in(log.verifier());
    Path bundle =
        Files.write(folder.resolve("bundle.zip"), bytes(server.url() + "/api/ledger/bundle"));
    Report report = BundleVerifier.verify(bundle, trust, List.of(trust.open(told.getFirst())));
    assertThat(report.verdict()).as("%s: %s", where, report.text()).isEqualTo(Verdict.PROVEN);
  }

  private static boolean isWitnessed(Running server) {
    JsonNode status = server.get("/api/ledger/status").body();
    return status.at("/checkpoint/size").asLong() == status.get("size").asLong()
        && status.at("/checkpoint/final").asBoolean()
        && !status.has("behindSince")
        && status.get("size").asLong() > 0;
  }

  /** Has a process import until it has so many leaves more, and kills it at a moment after that. */
  private void kill(
      Moment moment, int leaves, Map<String, String> settings, byte[] lines, ShownCheckpoints shown)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    // It lives for seconds.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Daxoniq.update-checker.disabled=true");
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Planledger.class.getName(),
            "serve",
            "--data",
            settings.get("planledger.data"),
            "--port",
            "0"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader()) {
      String url = output.readLine().replaceFirst(".* ", "");
      long target = status(url).get("size").asLong() + leaves;
      if (moment == Moment.WITNESSED) {
        shown.killAt(target, process);
      }
      CompletableFuture<?> importing =
          http.sendAsync(
              HttpRequest.newBuilder(URI.create(url + "/api/imports"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                  .build(),
              BodyHandlers.ofString());
      CompletableFuture<List<Note>> asking = CompletableFuture.supplyAsync(() -> ask(url));
      switch (moment) {
        case WITNESSED -> {}
        case TAKEN_UP -> killBetweenLeavesAndSigning(url, target, process);
        case KEPT_OUTSIDE -> killBetweenOutsideAndTable(url, target, process);
      }
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("exit code of a killed process").isEqualTo(128 + 9);
      assertThat(importing).as("the import's answer").failsWithin(Duration.ofSeconds(30));
      told.addAll(asking.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private void killBetweenLeavesAndSigning(String url, long target, Process process)
      throws Exception {
    soon().until(() -> status(url).get("size").asLong() >= target);
    Path key = keys().resolve("ledger.key");
    Path away = keys().resolve("away");
    Files.move(key, away);
    soon()
        .until(
            () -> {
              JsonNode status = status(url);
              return status.get("size").asLong() > status.at("/checkpoint/size").asLong() + 1
                  && status.get("problems").toString().contains("Nothing is signed");
            });
    process.destroyForcibly();
    process.waitFor();
    Files.move(away, key);
  }

  private void killBetweenOutsideAndTable(String url, long target, Process process)
      throws Exception {
    soon().until(() -> status(url).get("size").asLong() >= target);
    try (Connection heldBack = checkpointsHeldBack()) {
      soon()
          .until(
              () ->
                  Checkpoint.parse(outside().text()).size()
                      > status(url).at("/checkpoint/size").asLong());
      process.destroyForcibly();
      process.waitFor();
      heldBack.rollback();
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(2));
  }

  /** All checkpoints that a server tells until it is killed. */
  private List<Note> ask(String url) {
    List<Note> all = new ArrayList<>();
    soon()
        .until(
            () -> {
              try {
                byte[] checkpoint = bytes(url + "/api/ledger/checkpoint");
                if (checkpoint[0] != '{') {
                  all.add(Note.parse(checkpoint));
                }
                return false;
              } catch (IOException killed) {
                return true;
              }
            });
    return all;
  }

  private Path keys() {
    return folder.resolve("keys");
  }

  private Note outside() throws IOException {
    return Note.parse(Files.readAllBytes(keys().resolve("last-checkpoint")));
  }

  private JsonNode status(String url) throws IOException {
    return Running.json(new String(bytes(url + "/api/ledger/status"), StandardCharsets.UTF_8));
  }

  private byte[] bytes(String url) throws IOException {
    try {
      return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
          .body();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
