package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.Signer;
import org.planledger.ledger.verifier.Verifier;
import org.planledger.store.TestDatabases;

/** The ledger of the reference case, checked with the auditors' program and nothing else. */
class LedgerIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Running running;
  private static String key;
  private static long position;

  @BeforeAll
  static void importTheExample() {
    Map<String, String> settings = new HashMap<>(TestDatabases.h2(folder.resolve("data")));
    settings.put("planledger.ledger.interval", "50ms");
    running = Running.on(settings);
    Running.Answer imported = running.importExample();
    assertThat(imported.status()).isEqualTo(200);
    key = status().at("/keys/0/key").asText();
    position = imported.body().get("position").asLong();
    covered(position);
  }

  @AfterAll
  static void stop() {
    running.close();
    HTTP.close();
  }

  @Test
  void everyTextOfThePlanIsProvenByAFileOfLessThan20Kilobytes() throws IOException {
    List<String> all = new ArrayList<>();
    for (String plan : plans()) {
      for (JsonNode provision :
          running
              .get("/api/plans/%s/draft?minPosition=%d".formatted(plan, position))
              .body()
              .get("provisions")) {
        if (provision.get("text").isEmpty()) {
          continue;
        }
        String id = provision.get("id").asText();
        byte[] evidence = bytes("/api/ledger/evidence/plans/%s/provisions/%s".formatted(plan, id));
        assertThat(evidence).as(id).hasSizeLessThan(20_000);
        assertThat(Running.json(new String(evidence, StandardCharsets.UTF_8)).at("/texts/en/text"))
            .isEqualTo(provision.at("/text/en"));
        Path file = Files.write(folder.resolve("evidence.json"), evidence);
        Verified verified = verify("verify-proof", file.toString(), "--vkey", key);
        assertThat(verified.exit()).as("%s: %s", id, verified.output()).isZero();
        all.add(id);

        String changed =
            new String(evidence, StandardCharsets.UTF_8)
                .replaceFirst("(\"texts\":.*?\"text\":\")(\\p{L})", "$1x");
        Files.writeString(file, changed);
        assertThat(verify("verify-proof", file.toString(), "--vkey", key).exit()).isEqualTo(1);
      }
    }
    assertThat(all).hasSizeGreaterThan(10);
  }

  @Test
  void aTextWithWordsOfAnAnnulledOutcomeIsProvenWithTheAnnulment() throws IOException {
    GivenPlan plan = new GivenPlan(running, "z-annulled").text("a", "A fair world.");
    plan.propose("N1", "a", "A fair world for all.");
    long never =
        plan.agree(1, "2017-09-11", "{'provisionId':'a','amendments':['N1']}")
            .path("revision")
            .asLong();
    plan.propose("N2", "a", "A very fair world for all.");
    plan.agree(2, "2018-01-15", "{'provisionId':'a','amendments':['N2']}");
    plan.plan(
        "CorrectRecord",
        "'revision':%d,'annul':true,'reason':'It was never agreed.'".formatted(never));
    covered(plan.position());

    byte[] evidence = bytes("/api/ledger/evidence/plans/z-annulled/provisions/a");
    Path file = Files.write(folder.resolve("annulled.json"), evidence);
    Verified verified = verify("verify-proof", file.toString(), "--vkey", key);
    assertThat(verified.exit()).as(verified.output()).isZero();
    assertThat(new String(evidence, StandardCharsets.UTF_8)).contains("It was never agreed.");
    assertThat(running.page("/api/ledger/evidence/plans/z-annulled/provisions/a?format=html"))
        .contains("record corrected");
  }

  @Test
  void theLawyersPageStandsAlone() throws IOException {
    String plan = plans().getFirst();
    JsonNode provision =
        running
            .get("/api/plans/%s/draft?minPosition=%d".formatted(plan, position))
            .body()
            .get("provisions")
            .get(0);
    String path =
        "/api/ledger/evidence/plans/%s/provisions/%s".formatted(plan, provision.get("id").asText());
    String page = running.page(path + "?format=html");
    assertThat(page)
        .contains("What this proves", "What it does not prove", "How to check it", key)
        .contains("verify-proof", "data:application/json;base64,")
        .doesNotContain("<script", "src=", "http://", "https://");
    assertThat(running.get(path + "?format=pdf").status()).isEqualTo(400);
    assertThat(running.get(path + "?lang=xx").status()).isEqualTo(404);
  }

  @Test
  void theBundleIsProvenAndTellsOfEachEvent() throws IOException {
    Path old = Files.write(folder.resolve("old"), bytes("/api/ledger/checkpoint"));
    Path bundle = Files.write(folder.resolve("bundle.zip"), bytes("/api/ledger/bundle"));
    Verified verified =
        verify("verify", bundle.toString(), "--vkey", key, "--since", old.toString());
    assertThat(verified.exit()).as(verified.output()).isZero();
    assertThat(verify("explain", "0", bundle.toString(), "--vkey", key, "--since", old.toString()))
        .satisfies(explained -> assertThat(explained.exit()).isZero())
        .satisfies(explained -> assertThat(explained.output()).contains("p-"));
    assertThat(verify("explain", imported(), bundle.toString(), "--vkey", key))
        .satisfies(
            explained ->
                assertThat(explained.output()).contains("ImportEnded", "operations:log", "p-"));
  }

  @Test
  void aPersonIsErasedAndAKeyRotatedByCommandsAndEveryProofHolds() throws IOException {
    Running.Answer scheduled =
        running.command(
            "SubmitContribution",
            """
            {"contributionId":"erased-1","submitter":"Ms Forgotten","title":{"en":"A paper"},"document":"ERASED/1","on":"2017-09-01"}\
            """);
    assertThat(scheduled.status()).as(scheduled.body().toString()).isEqualTo(200);
    await().until(() -> contribution(scheduled).toString().contains("Ms Forgotten"));
    Running.Answer erased = running.command("ErasePerson", "{\"person\":\"Ms Forgotten\"}");
    assertThat(erased.status()).as(erased.body().toString()).isEqualTo(200);
    await().until(() -> !contribution(erased).toString().contains("Ms Forgotten"));
    assertThat(contribution(erased).toString()).contains("p-");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path file = folder.resolve("data/keys/second.key");
    Verifier.run(
        new String[] {"keygen", "log", status().get("origin").asText(), file.toString()},
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err);
    String second = out.toString(StandardCharsets.UTF_8).strip();
    assertThat(running.command("RotateLedgerKey", "{\"key\":\"no key\"}").status()).isEqualTo(422);
    Running.Answer foreign =
        running.command(
            "RotateLedgerKey",
            "{\"key\":\"%s\"}"
                .formatted(Signer.generate("other.example/log", KeyKind.LOG).verifier()));
    assertThat(foreign.status()).isEqualTo(422);
    assertThat(foreign.body().get("detail").asText())
        .contains("is a key of the log other.example/log, and this log is planledger.example/log");
    Running.Answer rotated =
        running.command(
            "RotateLedgerKey", "{\"key\":\"%s\",\"overlap\":\"P1M\"}".formatted(second));
    assertThat(rotated.status()).as(rotated.body().toString()).isEqualTo(200);
    covered(rotated.body().get("position").asLong());

    assertThat(status().get("keys")).hasSize(2);
    assertThat(
            new String(bytes("/api/ledger/checkpoint"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("\u2014")))
        .hasSize(2);
    Path old = Files.write(folder.resolve("later"), bytes("/api/ledger/checkpoint"));
    Path bundle = Files.write(folder.resolve("later.zip"), bytes("/api/ledger/bundle"));
    Verified verified =
        verify(
            "verify",
            bundle.toString(),
            "--vkey",
            key,
            "--vkey",
            second,
            "--since",
            old.toString());
    assertThat(verified.exit()).as(verified.output()).isZero();
    assertThat(Files.readString(bundle, StandardCharsets.ISO_8859_1))
        .doesNotContain("Ms Forgotten");
  }

  /** The id of the event that the import of the example ended with. */
  private static String imported() {
    for (JsonNode event : running.get("/api/ledger/events?limit=1000").body().get("events")) {
      if (event.at("/envelope/payloadType").asText().equals("ImportEnded")) {
        return event.at("/envelope/eventId").asText();
      }
    }
    throw new AssertionError("The import is not in the ledger");
  }

  private record Verified(int exit, String output) {}

  private static Verified verify(String... line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Verified(Verifier.run(line, both, both), out.toString(StandardCharsets.UTF_8));
  }

  private static JsonNode contribution(Running.Answer after) {
    return running
        .get("/api/contributions/erased-1?minPosition=" + after.body().get("position").asLong())
        .body();
  }

  private static List<String> plans() {
    List<String> ids = new ArrayList<>();
    running
        .get("/api/plans?minPosition=" + position)
        .body()
        .get("plans")
        .forEach(plan -> ids.add(plan.get("plan").asText()));
    return ids;
  }

  private static void covered(long position) {
    await()
        .until(
            () ->
                status().at("/position").asLong() >= position
                    && status().at("/checkpoint/size").asLong() == status().at("/size").asLong());
  }

  private static JsonNode status() {
    return running.get("/api/ledger/status").body();
  }

  private static byte[] bytes(String path) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(running.url() + path)).build(),
              BodyHandlers.ofByteArray())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
