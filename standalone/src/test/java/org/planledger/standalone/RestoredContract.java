package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
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
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
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
import org.planledger.query.publication.Publications;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;

/**
 * A backup that was taken while others wrote, restored elsewhere: what is there, and that nothing
 * is signed by it that was signed otherwise.
 */
abstract class RestoredContract {
  private final HttpClient http = HttpClient.newHttpClient();

  /** Ids of the events that the receiver of a webhook was told, and the last message. */
  private final List<String> told = new CopyOnWriteArrayList<>();

  private volatile String body = "";
  private volatile Headers headers = new Headers();
  private HttpServer receiver;

  @TempDir private Path folder;
  private Path keys;

  /** A new store, as properties. */
  abstract Map<String, String> store(Path data);

  /** Another new store, on which it is restored. */
  abstract Map<String, String> elsewhere(Path data);

  @BeforeEach
  void receive() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            headers = exchange.getRequestHeaders();
            told.add(headers.getFirst("webhook-id"));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    receiver.start();
  }

  @AfterEach
  void forget() {
    receiver.stop(0);
    http.close();
  }

  /** Subscribes the receiver, and says what its messages are signed with. */
  private String subscribe(Running server) {
    Running.Answer answer =
        server.command(
            "SubscribeWebhook",
            """
            {"webhookId":"site","url":"http://127.0.0.1:%d/","types":["org.planledger.plan.opened"]}\
            """
                .formatted(receiver.getAddress().getPort()));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    String path = "/api/webhooks/site/secret?minPosition=" + answer.body().path("position");
    return server.post(path, "").body().path("secret").asText();
  }

  private static long webhookPosition(Running server) {
    return server.get("/api/webhooks/site").body().path("position").asLong();
  }

  private static long last(List<StoredEvent> events) {
    return events.getLast().position();
  }

  private String signature(String secret) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            Base64.getDecoder().decode(secret.replace("whsec_", "")), mac.getAlgorithm()));
    String signed =
        headers.getFirst("webhook-id") + "." + headers.getFirst("webhook-timestamp") + "." + body;
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aBackupUnderLoadIsAPrefixAndSignsNothingUntilThatIsCleared() throws Exception {
    keys = folder.resolve("keys");
    Path early = folder.resolve("early.zip");
    Path late = folder.resolve("late.zip");
    Note old;
    Note last;
    byte[] published;
    List<StoredEvent> all;
    String secret;
    try (Running server = started(store(folder.resolve("data")), keys)) {
      secret = subscribe(server);
      assertThat(server.importExample().status()).isEqualTo(200);
      published = publication(server);
      old = covered(server);
      AtomicBoolean enough = new AtomicBoolean();
      CompletableFuture<Void> load = CompletableFuture.runAsync(() -> write(server, enough));
      long begun = size(server);
      await().atMost(Duration.ofMinutes(1)).until(() -> size(server) > begun + 20);
      backUp(server, early);
      assertThat(load).as("backed up under load").isNotDone();
      enough.set(true);
      load.join();
      opened(server, "later");
      published(server);
      last = covered(server);
      all = events(server);
      long end = last(all);
      await().until(() -> webhookPosition(server) >= end);
      backUp(server, late);
    }

    Map<String, String> elsewhere = elsewhere(folder.resolve("early"));
    restore(early, elsewhere);
    try (Running server = started(elsewhere, copy(keys, "elsewhere"))) {
      List<StoredEvent> restored = events(server);
      assertThat(restored).isEqualTo(all.subList(0, restored.size()));
      assertThat(restored.size())
          .isBetween(Math.toIntExact(Checkpoint.parse(old.text()).size()) + 20, all.size() - 1);
      JsonNode status = server.get("/api/ledger/status").body();
      assertThat(status.get("problems").toString()).contains("TRUNCATED", "it is older");
      assertThat(server.get("/actuator/health").status()).isEqualTo(503);
      assertThat(server.get("/api/plans/itu-2020/draft?minPosition=" + 1).status()).isEqualTo(200);
      assertThat(publication(server)).isEqualTo(published);
      refusesToRecord(server);
      assertThat(events(server)).isEqualTo(restored);
      proves(server, old, last);
      assertThat(events(server)).isEqualTo(restored);
      long signed = Checkpoint.parse(checkpoint(server).text()).size();
      assertThat(signed).isLessThanOrEqualTo(restored.size());
      assertThat(Checkpoint.parse(outside("elsewhere").text()))
          .isEqualTo(Checkpoint.parse(last.text()));
    }

    elsewhere = elsewhere(folder.resolve("late"));
    restore(late, elsewhere);
    List<String> before = List.copyOf(told);
    assertThat(all).extracting(StoredEvent::eventId).containsAll(before);
    try (Running server = started(elsewhere, copy(keys, "cleared"))) {
      long size = size(server);
      opened(server, "after");
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Checkpoint.parse(checkpoint(server).text()).size() > size);
      assertThat(publication(server)).isEqualTo(published);
      assertThat(server.get("/api/ledger/status").body().get("problems")).isEmpty();
      proves(server, last, last);
      // The receiver is told what is new, signed as before, and nothing that it had.
      await().until(() -> told.size() > before.size());
      assertThat(body).contains("\"subject\":\"plan:after\"");
      assertThat(told.subList(before.size(), told.size()))
          .containsExactly(headers.getFirst("webhook-id"))
          .doesNotContainAnyElementsOf(before);
      assertThat(headers.getFirst("webhook-signature")).isEqualTo(signature(secret));
    }
    beginAnew(early);
  }

  /** What is left to do where there is no newer backup; once is enough. */
  void beginAnew(Path early) throws Exception {}

  void restoredWithANewLedger(Path early) throws Exception {
    Map<String, String> anew = new HashMap<>(elsewhere(folder.resolve("anew")));
    restore(early, anew, "--new-ledger");
    anew.put("planledger.ledger.origin", "planledger.example/second");
    try (Running server = started(anew, folder.resolve("second"))) {
      Note first = covered(server);
      assertThat(server.get("/api/ledger/status").body().get("problems")).isEmpty();
      assertThat(Checkpoint.parse(first.text()).origin()).isEqualTo("planledger.example/second");
      assertThat(Checkpoint.parse(first.text()).size()).isEqualTo(events(server).size());
      proves(server, first, first);
    }
  }

  private static Running started(Map<String, String> store, Path keys) {
    Map<String, String> settings = new HashMap<>(store);
    settings.put("planledger.ledger.keys", keys.toString());
    settings.put("planledger.ledger.interval", "50ms");
    settings.put("planledger.webhooks.networks", "127.0.0.1");
    return Running.on(settings);
  }

  private void backUp(Running server, Path file) {
    String port = server.url().replaceFirst(".*:", "");
    CommandLineRun run =
        CommandLineRun.with(
            store(folder.resolve("data")),
            "backup",
            file.toString(),
            "--data",
            folder.resolve("data").toString(),
            "--port",
            port);
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(run.said()).contains("events, the last at position");
  }

  private static void restore(Path file, Map<String, String> store, String... options) {
    String[] line =
        Stream.concat(
                Stream.of("restore", file.toString(), "--data", store.get("planledger.data")),
                Stream.of(options))
            .toArray(String[]::new);
    CommandLineRun run = CommandLineRun.with(store, line);
    assertThat(run.exit()).as(run.said()).isZero();
    assertThat(run.said()).contains("Every event has its leaf", "have to be erased again");
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectories(folder.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }

  private Note outside(String name) throws IOException {
    return Note.parse(Files.readAllBytes(folder.resolve(name).resolve("last-checkpoint")));
  }

  private static void write(Running server, AtomicBoolean enough) {
    for (int plan = 0; !enough.get(); plan++) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      try {
        Negotiation.write(new Negotiation.Size("load-" + plan, plan, 10, 1, 20), lines, done -> {});
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      assertThat(server.importing(lines.toByteArray(), "").status()).isEqualTo(200);
    }
  }

  private static void refusesToRecord(Running server) {
    String plan =
        """
        {"planId":"after","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
        "authoritativeLanguage":"en","on":"2017-05-01"}\
        """;
    for (Running.Answer answer :
        List.of(server.command("OpenPlan", plan), server.importing(new byte[0], ""))) {
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
      assertThat(answer.body().path("type").asText()).endsWith("/problems/read-only");
      assertThat(answer.body().path("detail").asText())
          .contains("Nothing is recorded any more", "it is older", "Restore a newer backup");
    }
    assertThat(server.importing(new byte[0], "?dryRun=true").status()).isEqualTo(200);
  }

  private static void opened(Running server, String plan) {
    Running.Answer answer =
        server.command(
            "OpenPlan",
            """
            {"planId":"%s","title":{"en":"Plan"},"timeZone":"UTC","languages":["en"],
            "authoritativeLanguage":"en","on":"2017-05-01"}\
            """
                .formatted(plan));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  private static List<StoredEvent> events(Running server) {
    return server.part(StoredEvents.class).after(0, Long.MAX_VALUE, Integer.MAX_VALUE);
  }

  private static long size(Running server) {
    return server.get("/api/ledger/status").body().path("size").asLong();
  }

  /** Waits for a checkpoint over all events. */
  private Note covered(Running server) throws IOException {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              JsonNode status = server.get("/api/ledger/status").body();
              return status.path("size").asLong() == events(server).size()
                  && status.at("/checkpoint/size").asLong() == status.path("size").asLong();
            });
    return checkpoint(server);
  }

  /** Waits until nothing that was issued is still to be published, which is recorded. */
  private static void published(Running server) {
    long position = events(server).getLast().position();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> server.part(Publications.class).covers(position));
  }

  /** All of a snapshot, once it is there. */
  private byte[] publication(Running server) throws IOException {
    String path = "/api/plans/itu-2020/publications/CWG-SFP-2%2F6(Rev.2)";
    await().atMost(Duration.ofMinutes(1)).until(() -> server.get(path).status() == 200);
    return bytes(server, path + "/publication.zip");
  }

  private Note checkpoint(Running server) throws IOException {
    return Note.parse(bytes(server, "/api/ledger/checkpoint"));
  }

  /** The bundle is proven by a checkpoint that was kept; of a later one it is too short. */
  private void proves(Running server, Note kept, Note later) throws IOException {
    VerifierKey key =
        VerifierKey.parse(server.get("/api/ledger/status").body().at("/keys/0/key").asText());
    Path bundle = Files.write(folder.resolve("bundle.zip"), bytes(server, "/api/ledger/bundle"));
    Trust trust = Trust.in(key);
    Report report = BundleVerifier.verify(bundle, trust, List.of(trust.open(kept)));
    assertThat(report.verdict()).as(report.text()).isEqualTo(Verdict.PROVEN);
    if (!later.equals(kept)) {
      assertThat(BundleVerifier.verify(bundle, trust, List.of(trust.open(later))).verdict())
          .isEqualTo(Verdict.TAMPERED);
    }
  }

  private byte[] bytes(Running server, String path) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
              BodyHandlers.ofByteArray())
          .body();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
