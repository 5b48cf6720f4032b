package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Note;
import org.planledger.ledger.Trust;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A server that is killed while it takes events up and signs, again and again on one store. More
 * kills with {@code -Dkill.points=N}, others with {@code -Dkill.seed=N}.
 */
class KillLedgerIT {
  private static final int KILLS = Integer.getInteger("kill.points", 3);
  private static final long SEED = Long.getLong("kill.seed", 20170912);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  @AfterAll
  static void forget() {
    HTTP.close();
  }

  @Test
  void indexesAreContiguousAndNoSizeIsSignedWithTwoRoots() throws Exception {
    Random random = new Random(SEED);
    Path data = folder.resolve("data");
    Map<Long, Hash> seen = new HashMap<>();
    Note last = null;
    for (int kill = 1; kill <= KILLS; kill++) {
      String where = "seed %d, kill %d".formatted(SEED, kill);
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      Negotiation.write(
          new Negotiation.Size("kill" + kill, SEED + kill, 40, 3, 250), lines, done -> {});
      List<Note> told = killedAfter(1 + random.nextInt(120), data, lines.toByteArray());
      try (Server server = Server.start(data, 0)) {
        Client client = new Client(server.url());
        await().atMost(Duration.ofMinutes(1)).until(() -> isCovered(client));
        JsonNode status = client.get("/api/ledger/status");
        assertThat(status.get("problems")).as(where).isEmpty();
        JdbcClient database = server.part(JdbcClient.class);
        List<Long> indexes =
            database
                .sql("SELECT leaf_index FROM ledger_leaf ORDER BY leaf_index")
                .query(Long.class)
                .list();
        assertThat(indexes)
            .as(where)
            .containsExactlyElementsOf(
                LongStream.range(0, status.get("size").asLong()).boxed().toList());
        List<Note> all = new ArrayList<>(told);
        database
            .sql("SELECT note FROM ledger_checkpoint")
            .query(String.class)
            .list()
            .forEach(note -> all.add(Note.parse(note)));
        for (Note note : all) {
          Checkpoint checkpoint = Checkpoint.parse(note.text());
          Hash before = seen.put(checkpoint.size(), checkpoint.root());
          assertThat(before)
              .as("%s, size %d", where, checkpoint.size())
              .isIn(null, checkpoint.root());
        }
        Note latest = Note.parse(bytes(server.url() + "/api/ledger/checkpoint"));
        Report report = verified(server.url(), status, last == null ? told.getLast() : last);
        assertThat(report.verdict()).as("%s: %s", where, report.text()).isEqualTo(Verdict.PROVEN);
        last = latest;
      }
    }
  }

  private static boolean isCovered(Client client) throws IOException {
    JsonNode status = client.get("/api/ledger/status");
    return status.at("/checkpoint/size").asLong() == status.get("size").asLong()
        && !status.has("behindSince")
        && status.get("size").asLong() > 0;
  }

  private static Report verified(String url, JsonNode status, Note since) throws IOException {
    Trust trust = Trust.in(VerifierKey.parse(status.at("/keys/0/key").asText()));
    Path bundle = Files.write(folder.resolve("bundle.zip"), bytes(url + "/api/ledger/bundle"));
    return BundleVerifier.verify(bundle, trust, List.of(trust.open(since)));
  }

  /** Has a process import until it has so many leaves, and kills it; gives what it had signed. */
  private static List<Note> killedAfter(int leaves, Path data, byte[] lines) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Daxoniq.update-checker.disabled=true",
                "-Dplanledger.ledger.interval=1ms",
                "-cp",
                System.getProperty("java.class.path"),
                Planledger.class.getName(),
                "serve",
                "--data",
                data.toString(),
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      String url = output.readLine().replaceFirst(".* ", "");
      long before =
          Running.json(new String(bytes(url + "/api/ledger/status"), StandardCharsets.UTF_8))
              .get("size")
              .asLong();
      CompletableFuture<?> importing =
          HTTP.sendAsync(
              HttpRequest.newBuilder(URI.create(url + "/api/imports"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                  .build(),
              BodyHandlers.ofString());
      List<Note> told = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(2))
          .until(
              () -> {
                byte[] checkpoint = bytes(url + "/api/ledger/checkpoint");
                if (checkpoint[0] == '{') {
                  return false;
                }
                told.add(Note.parse(checkpoint));
                return Checkpoint.parse(told.getLast().text()).size() >= before + leaves;
              });
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      assertThat(importing).as("the import's answer").failsWithin(Duration.ofSeconds(30));
      return told;
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] bytes(String url) throws IOException {
    try {
      return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
          .body();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
