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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it imports, and then imports the same file again. */
class KillDuringImportIT {
  private static final int KILLS = Integer.getInteger("kill.points", 3);
  private static final long SEED = Long.getLong("kill.seed", 20170912);
  private static final String PLAN = "/api/plans/killed";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static byte[] lines;
  private static List<String> undisturbed;

  @BeforeAll
  static void importUndisturbed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Negotiation.write(new Negotiation.Size("killed", SEED, 40, 3, 250), out, done -> {});
    lines = out.toByteArray();
    undisturbed = importedOn(folder.resolve("undisturbed"), "nobody");
  }

  @AfterAll
  static void forget() {
    HTTP.close();
  }

  @Test
  void theSameImportAgainGivesTheSameDraftsAndNothingTwice() throws Exception {
    Random random = new Random(SEED);
    for (int kill = 1; kill <= KILLS; kill++) {
      int revision = 1 + random.nextInt(350);
      String where = "seed %d, kill %d, at revision %d".formatted(SEED, kill, revision);
      Path data = folder.resolve("kill-" + kill);
      killedAt(revision, data);
      assertThat(firstDifference(importedOn(data, where))).as(where).isEmpty();
    }
  }

  /** Has a process import until the plan has come to a revision, and kills it. */
  private static void killedAt(int revision, Path data) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Daxoniq.update-checker.disabled=true",
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
      CompletableFuture<?> importing =
          HTTP.sendAsync(
              HttpRequest.newBuilder(URI.create(url + "/api/imports"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(lines))
                  .build(),
              BodyHandlers.ofString());
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(2))
          .until(() -> revision(url) >= revision);
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      assertThat(importing).as("the import's answer").failsWithin(Duration.ofSeconds(30));
    } finally {
      process.destroyForcibly();
    }
  }

  private static long revision(String url) throws IOException, InterruptedException {
    String body =
        HTTP.send(
                HttpRequest.newBuilder(URI.create(url + PLAN + "/draft")).build(),
                BodyHandlers.ofString())
            .body();
    return Running.json(body).path("revision").asLong(-1);
  }

  /** Imports all lines, and tells what can be seen then, but for the times of recording. */
  private static List<String> importedOn(Path data, String where) throws IOException {
    try (Server server = Server.start(data, 0)) {
      Client client = new Client(server.url());
      Client.Answer answer = client.importLines(lines);
      assertThat(answer.isOk()).as("%s: %s", where, answer.body()).isTrue();
      List<String> seen = new ArrayList<>();
      JsonNode latest = client.get(PLAN + "/draft");
      seen.addAll(comparable(latest));
      for (int revision = 0; revision < latest.path("revision").asInt(); revision += 29) {
        seen.addAll(comparable(client.get(PLAN + "/draft?at=rev:" + revision)));
      }
      for (int meeting = 1; meeting <= 3; meeting++) {
        seen.addAll(comparable(client.get(PLAN + "/draft?at=meeting:killed-" + meeting)));
      }
      seen.addAll(comparable(client.get(PLAN + "/amendments")));
      JsonNode page = client.get(PLAN + "/timeline?order=log");
      seen.addAll(comparable(page));
      while (page.hasNonNull("next")) {
        page = client.get(PLAN + "/timeline?order=log&after=" + page.path("next").asLong());
        seen.addAll(comparable(page));
      }
      return seen;
    }
  }

  private static Optional<String> firstDifference(List<String> seen) {
    assertThat(seen).hasSameSizeAs(undisturbed);
    return IntStream.range(0, seen.size())
        .filter(line -> !seen.get(line).equals(undisturbed.get(line)))
        .mapToObj(line -> seen.get(line) + " instead of " + undisturbed.get(line))
        .findFirst();
  }

  /** Line by line, without what differs from one recording of the same to the next. */
  private static List<String> comparable(JsonNode answer) {
    return answer
        .toPrettyString()
        .replaceAll("\"p-[^\"]*\"", "\"someone\"")
        .replaceAll("\"position\" : \\d+", "\"position\" : 0")
        .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]*\"", "\"some time\"")
        .lines()
        .toList();
  }
}
