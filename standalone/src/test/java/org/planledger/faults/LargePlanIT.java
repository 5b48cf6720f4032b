package org.planledger.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.planledger.standalone.Negotiation;

/**
 * A node with little memory takes a plan of three thousand events, and no body that is too large.
 */
class LargePlanIT {
  private static final String PLAN = "/api/plans/large";
  private static final int EVENTS = 3_000;
  private static final int AMENDMENTS = 2_400;

  @Test
  void aLargePlanIsWrittenAndReadWithLittleMemory() throws Exception {
    Path folder = Files.createDirectories(Faults.FOLDER.resolve("large-" + UUID.randomUUID()));
    try (Node node =
        new Node(
                "node", Node.Part.BOTH, folder.resolve("node"), Map.of("planledger.memory", "16MB"))
            .with("-Xmx128m", "-XX:+ExitOnOutOfMemoryError")) {
      node.start().awaitReady();
      Node.Answer tooLarge =
          node.command("AddProvision", "'text':'%s'".formatted("x".repeat(5 << 20)), "too-large");
      assertThat(tooLarge.status()).as("%s", tooLarge.body()).isEqualTo(413);

      Node.Answer imported = node.importing(negotiation());
      assertThat(imported.status()).as("%s", imported.body()).isEqualTo(200);
      String now = "minPosition=" + imported.body().path("position").asLong();
      JsonNode draft = read(node, PLAN + "/draft?" + now);
      int last = draft.path("revision").asInt();
      assertThat(last).isGreaterThanOrEqualTo(EVENTS);
      JsonNode middle = read(node, PLAN + "/draft?at=rev:" + last / 2);
      assertThat(
              read(node, "%s/diff?from=rev:%d&to=rev:%d".formatted(PLAN, last / 2, last))
                  .path("changes"))
          .isNotEmpty();
      assertThat(read(node, PLAN + "/amendments?" + now).path("amendments")).hasSize(AMENDMENTS);

      node.terminate();
      node.process().waitFor();
      node.start().awaitReady();
      assertThat(read(node, PLAN + "/draft").path("provisions"))
          .isEqualTo(draft.path("provisions"));
      assertThat(read(node, PLAN + "/draft?at=rev:" + last / 2).path("provisions"))
          .isEqualTo(middle.path("provisions"));
      Node.Answer added =
          node.command(
              "AddProvision",
              "'planId':'large','provisionId':'last','kind':'goal','on':'2030-01-01'",
              "last");
      assertThat(added.status()).as("%s", added.body()).isEqualTo(200);
      assertThat(added.body().path("revision").asInt()).isEqualTo(last + 1);
    }
  }

  /** What is answered, once it is. */
  private static JsonNode read(Node node, String path) {
    Node.Answer answer =
        await().atMost(Faults.RECOVERS).until(() -> node.get(path), given -> given.status() != 503);
    assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static byte[] negotiation() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Negotiation.write(new Negotiation.Size("large", 7, 100, 6, AMENDMENTS), out, done -> {});
    return out.toByteArray();
  }
}
