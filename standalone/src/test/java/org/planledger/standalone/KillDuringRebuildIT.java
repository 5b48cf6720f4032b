package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it makes the lists anew; the command line goes on with it. */
class KillDuringRebuildIT {
  private static final String PROJECTIONS = "/api/operations/projections";

  @TempDir private static Path data;

  @Test
  void theListsAreWhatTheyWereAndTheRebuildIsGoneOnWith() throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Negotiation.write(new Negotiation.Size("rebuilt", 7, 40, 3, 900), lines, done -> {});
    List<JsonNode> before;
    try (Server server = Server.start(data, 0)) {
      Client client = new Client(server.url());
      assertThat(client.importLines(lines.toByteArray()).isOk()).isTrue();
      before = seen(client);
    }
    long killedAt = killedWhileItRebuilds();
    StringWriter told = new StringWriter();
    int exit =
        Planledger.commandLine()
            .setOut(new PrintWriter(told, true))
            .execute("rebuild", "--data", data.toString());
    assertThat(exit).isZero();
    assertThat(told.toString())
        .isEqualToNormalizingNewlines("The lists and the drafts are as the log tells them.\n");
    try (Server server = Server.start(data, 0)) {
      Client client = new Client(server.url());
      JsonNode lists = lists(client.get(PROJECTIONS));
      assertThat(lists.at("/last/differences").asLong(-1)).isZero();
      assertThat(lists.at("/last/position").asLong()).isGreaterThan(killedAt);
      assertThat(seen(client)).isEqualTo(before);
    }
  }

  /** Starts a server, has it rebuild the lists, and kills it on the way; tells where. */
  private static long killedWhileItRebuilds() throws Exception {
    Process process = ServerProcess.start(data);
    try (BufferedReader output = process.inputReader()) {
      Client client = new Client(output.readLine().replaceFirst(".* ", ""));
      client.command("RebuildProjection", Map.of("projection", "lists"));
      JsonNode running =
          await()
              .atMost(Duration.ofMinutes(1))
              .pollInterval(Duration.ofMillis(2))
              .until(
                  () -> lists(client.get(PROJECTIONS)).path("rebuild"),
                  rebuild -> rebuild.path("done").asLong() > 0);
      process.toHandle().destroyForcibly();
      assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      assertThat(running.path("done").asLong()).isLessThan(running.path("total").asLong());
      return running.path("done").asLong();
    } finally {
      process.destroyForcibly();
    }
  }

  private static JsonNode lists(JsonNode answer) {
    for (JsonNode one : answer.path("projections")) {
      if (one.path("name").asText().equals("lists")) {
        return one;
      }
    }
    throw new AssertionError(answer.toString());
  }

  private static List<JsonNode> seen(Client client) {
    List<JsonNode> seen = new ArrayList<>();
    seen.add(client.get("/api/plans/rebuilt/amendments"));
    String next = "";
    do {
      JsonNode page = client.get("/api/plans/rebuilt/timeline?order=log&limit=500" + next);
      seen.add(page);
      next = page.hasNonNull("next") ? "&after=" + page.path("next").asLong() : "";
    } while (!next.isEmpty());
    return seen;
  }
}
