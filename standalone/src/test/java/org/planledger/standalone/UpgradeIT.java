package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Note;
import org.planledger.ledger.Trust;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.BundleVerifier;
import org.planledger.ledger.bundle.Report;
import org.planledger.ledger.bundle.Verdict;
import org.planledger.store.TestDatabases;

/** This version, on what the version before it has written. */
class UpgradeIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private OldVersion old;

  @BeforeEach
  void copy() throws IOException {
    old = OldVersion.in(folder.resolve("old"));
  }

  @Test
  void theSameFolderGoesOnAndTheBackupTakenBeforeLeadsBack() throws IOException {
    Path backup = folder.resolve("before.zip");
    CommandLineRun taken =
        CommandLineRun.of("backup", backup.toString(), "--data", old.data().toString());
    assertThat(taken.exit()).as(taken.said()).isZero();
    Map<String, String> settings = new HashMap<>(TestDatabases.h2(old.data()));
    settings.put("planledger.ledger.interval", "50ms");
    try (Running server = Running.on(settings)) {
      goesOn(server);
    }

    Map<String, String> back = new HashMap<>(TestDatabases.postgres());
    CommandLineRun restored =
        CommandLineRun.with(
            back, "restore", backup.toString(), "--data", folder.resolve("back").toString());
    assertThat(restored.exit()).as(restored.said()).isZero();
    assertThat(restored.said()).contains("179 events", "Every event has its leaf");
    try (Running server = Running.on(back)) {
      old.isToldBy(server, size(server));
      proves(server, Note.parse(Files.readAllBytes(old.checkpoint())));
    }
  }

  private void goesOn(Running server) throws IOException {
    Note before = Note.parse(Files.readAllBytes(old.checkpoint()));
    long size = Checkpoint.parse(before.text()).size();
    old.isToldBy(server, size);
    Running.Answer written =
        server.command(
            "OpenPlan",
            """
            {"planId":"after","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
            "authoritativeLanguage":"en","on":"2017-05-01"}\
            """);
    assertThat(written.status()).as("%s", written.body()).isEqualTo(200);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                // What was issued before is published now, and the log says so.
                Checkpoint.parse(checkpoint(server).text()).size() == size + 2);
    assertThat(
            server
                .get("/api/plans/itu-2020/publications/CWG-SFP-2%2F6(Rev.2)")
                .body()
                .at("/issued/on")
                .asText())
        .isEqualTo("2017-09-12");
    assertThat(server.get("/api/ledger/status").body().get("problems")).isEmpty();
    proves(server, before);
  }

  private void proves(Running server, Note before) throws IOException {
    JsonNode status = server.get("/api/ledger/status").body();
    Trust trust = Trust.in(VerifierKey.parse(status.at("/keys/0/key").asText()));
    Path bundle = Files.write(folder.resolve("bundle.zip"), bytes(server, "/api/ledger/bundle"));
    Report report = BundleVerifier.verify(bundle, trust, List.of(trust.open(before)));
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
  }

  private static long size(Running server) {
    return server.get("/api/ledger/status").body().path("size").asLong();
  }

  private static Note checkpoint(Running server) throws IOException {
    return Note.parse(bytes(server, "/api/ledger/checkpoint"));
  }

  private static byte[] bytes(Running server, String path) throws IOException {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
              BodyHandlers.ofByteArray())
          .body();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
