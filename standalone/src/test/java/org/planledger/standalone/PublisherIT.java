package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.w3c.dom.Document;

/**
 * The publisher of {@code examples/publisher}, where Node.js is installed, as it is run by others.
 */
@Timeout(120)
class PublisherIT {
  /** The product twenty days later. */
  @Configuration(proxyBeanMethods = false)
  @Import(Server.Application.class)
  static class Later {
    @Bean
    @Primary
    Clock later() {
      return Clock.offset(Clock.systemUTC(), Duration.ofDays(20));
    }
  }

  /** Midnight may come on the way. */
  private static final LocalDate BEGAN = today();

  private static final Path PUBLISHER = Path.of("../examples/publisher/publisher.mjs");

  /** What is published follows an issued draft under its revision. */
  private static final Pattern REVISION =
      Pattern.compile("data-revision=\"([0-9]+)\">(?!Draft published)");

  @TempDir private Path folder;
  private long last = -1;
  private int provisions;

  @Test
  void thePagesTellEachEventOnceAndInOrderWhateverEndsMeanwhile() throws Exception {
    assumeTrue(isNodeThere(), "Node.js is not installed");
    Map<String, String> store = new HashMap<>(TestDatabases.h2(folder.resolve("data")));
    store.put("planledger.feed.interval", "20ms");
    store.put("planledger.ledger.interval", "50ms");
    store.put("planledger.publications.interval", "50ms");
    store.put("server.port", Integer.toString(freePort()));
    Process publisher = null;
    try (Running first = Running.on(store)) {
      assertThatACursorOfAnotherLogIsRefused(first);
      open(first);
      for (int kill = 0; kill < 4; kill++) {
        add(first, 3);
        String before = state();
        publisher = publisher(first.url(), folder);
        add(first, 2);
        await().until(() -> !state().equals(before));
        publisher.destroyForcibly().waitFor();
      }
      publisher = publisher(first.url(), folder);
      await().untilAsserted(() -> assertThat(told()).isEqualTo(all()));
      meeting(first);
      await().until(() -> index().contains("2019-05-01 to 2019-05-02"));
      agreeAndCorrect(first);
      issue(first, "SITE/1");
      issue(first, "SITE/2");
      withdraw(first, "SITE/2");
      schedule(first);
      await().until(() -> !planPage().contains("SITE%2F2") && planPage().contains("SITE%2F1"));
    } catch (Throwable failure) {
      stop(publisher);
      throw failure;
    }
    try (Running second = Running.of(Later.class, store)) {
      assertThatWhatBecameDueMeanwhileIsIssuedAndTold(second);
      add(second, 3);
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(told()).isEqualTo(all()));
      assertThat(publisher.isAlive()).isTrue();
      assertThat(planPage()).contains("<h2>Published: SITE/1</h2>");
      withdraw(second, "SITE/1");
      await().until(() -> !planPage().contains("<h2>Published"));
      await().untilAsserted(() -> assertThat(told()).isEqualTo(all()));
    } finally {
      stop(publisher);
    }
    assertThatThePagesAreSafeAndWhole();
  }

  private void assertThatWhatBecameDueMeanwhileIsIssuedAndTold(Running planledger) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> read(file("plan-site~2.html")).contains("<h2>Published: SITE/3</h2>"));
    JsonNode deadline = planledger.get("/api/plans/site%2F2/deadlines").body().at("/deadlines/0");
    assertThat(deadline.at("/state").asText()).isEqualTo("late");
    assertThat(deadline.at("/due").asText()).isEqualTo(BEGAN.plusDays(10).toString());
    assertThat(deadline.at("/issued/document").asText()).isEqualTo("SITE/3");
    assertThat(deadline.at("/issued/on").asText()).isEqualTo(today().plusDays(20).toString());
    JsonNode manifest = planledger.get("/api/plans/site%2F2/publications/SITE%2F3").body();
    assertThat(manifest.at("/issued/on").asText()).isEqualTo(today().plusDays(20).toString());
    assertThat(manifest.has("due")).isTrue();
  }

  private void assertThatThePagesAreSafeAndWhole() throws Exception {
    for (String page : List.of(index(), planPage())) {
      assertThat(page)
          .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
          .contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\"")
          .doesNotContain("<script");
    }
    // Well-formed, so that what is text is nothing else.
    Document document =
        DocumentBuilderFactory.newDefaultNSInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(Files.readAllBytes(file("plan-site~1.html"))));
    String text = document.getDocumentElement().getTextContent();
    assertThat(text)
        .contains("A \"plan\" & <script>alert('title')</script>")
        .contains(
            "Text 1 <script>alert(1)</script> of 𝒳 & \u202Eyou\u202C",
            "L’été & <b>1</b>",
            "provisionally agreed",
            "Text provisionally agreed",
            "Record corrected",
            "Draft issued",
            "Draft published",
            "Draft withdrawn");
    assertThat(planPage())
        .contains("lang=\"fr\" dir=\"auto\">L’été &amp; &lt;b&gt;1&lt;/b&gt;</p>");
    assertThat(document.getElementsByTagName("section").getLength()).isEqualTo(provisions);
    assertThat(index()).contains("href=\"plan-site~1.html\"");
    try (var files = Files.list(folder.resolve("site"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("index.html", "plan-site~1.html", "plan-site~2.html");
    }
  }

  private void assertThatACursorOfAnotherLogIsRefused(Running planledger) throws Exception {
    Path other = Files.createDirectories(folder.resolve("other"));
    String state = "{\"cursor\":\"999999\",\"changes\":{}}";
    Files.writeString(other.resolve("state.json"), state);
    Process publisher = publisher(planledger.url(), other);
    try {
      assertThat(publisher.waitFor()).isEqualTo(1);
    } finally {
      stop(publisher);
    }
    assertThat(Files.readString(other.resolve("log")))
        .contains("cursor of another log")
        .contains("To begin again, remove ");
    assertThat(Files.readString(other.resolve("state.json"))).isEqualTo(state);
    assertThat(other.resolve("site")).isEmptyDirectory();
  }

  private static boolean isNodeThere() throws InterruptedException {
    try {
      Process node =
          new ProcessBuilder("node", "-e", "process.exit(+(typeof fetch == 'undefined'))").start();
      return node.waitFor() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process publisher(String server, Path folder) throws IOException {
    return new ProcessBuilder(
            "node",
            PUBLISHER.toString(),
            "--server",
            server,
            "--site",
            folder.resolve("site").toString(),
            "--state",
            folder.resolve("state.json").toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private static void stop(Process process) throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private void open(Running planledger) {
    command(
        planledger,
        "OpenPlan",
        """
        {"planId":"site/1","title":{"en":"A \\"plan\\" & <script>alert('title')</script>"},
         "timeZone":"UTC","languages":["en","fr"],"authoritativeLanguage":"en"}\
        """);
  }

  private void add(Running planledger, int number) {
    for (int i = 0; i < number; i++) {
      command(
          planledger,
          "AddProvision",
          """
          {"planId":"site/1","provisionId":"p%1$d","kind":"goal",
           "text":{"en":"Text %1$d <script>alert(%1$d)</script> of 𝒳 & \u202Eyou\u202C","fr":"L’été & <b>%1$d</b>"}}\
          """
              .formatted(last + 1));
      provisions++;
    }
  }

  private void agreeAndCorrect(Running planledger) {
    carriedOut(
        planledger,
        "ScheduleMeeting",
        """
        {"meetingId":"M-0","body":"Group","number":"0","from":"%1$s","to":"%1$s"}\
        """
            .formatted(today()));
    carriedOut(
        planledger,
        "AdoptAgenda",
        """
        {"meetingId":"M-0","document":"M-0/1","items":[{"number":"1","title":{"en":"All"}}]}\
        """);
    carriedOut(planledger, "OpenMeeting", "{\"meetingId\":\"M-0\"}");
    command(
        planledger,
        "AgreeProvisionally",
        """
        {"planId":"site/1","meetingId":"M-0","agendaItem":"1","paragraph":"1.1","items":[{"provisionId":"p1"}]}\
        """);
    command(
        planledger,
        "CorrectRecord",
        """
        {"planId":"site/1","revision":%d,"set":{"paragraph":"1.2"},"reason":"Misread"}\
        """
            .formatted(last));
  }

  /** Has the draft of another plan be due when the server is stopped. */
  private static void schedule(Running planledger) {
    carriedOut(
        planledger,
        "OpenPlan",
        """
        {"planId":"site/2","title":{"en":"Another plan"},"timeZone":"UTC","languages":["en"],
         "authoritativeLanguage":"en"}\
        """);
    LocalDate day = BEGAN.plusDays(40);
    carriedOut(
        planledger,
        "ScheduleMeeting",
        """
        {"meetingId":"M-2","body":"Group","number":"2","from":"%1$s","to":"%1$s","timeZone":"UTC"}\
        """
            .formatted(day));
    carriedOut(
        planledger,
        "ScheduleDraft",
        """
        {"planId":"site/2","deadlineId":"d","document":"SITE/3","beforeMeetingId":"M-2","period":"P30D"}\
        """);
  }

  private static void carriedOut(Running planledger, String name, String body) {
    Running.Answer answer = planledger.command(name, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  /** Has a draft issued, and waits until the page leads to what was published. */
  private void issue(Running planledger, String document) {
    command(
        planledger,
        "IssueDraft",
        "{\"planId\":\"site/1\",\"document\":\"%s\"}".formatted(document));
    String path = "/api/plans/site%2F1/publications/" + document.replace("/", "%2F") + "/draft.txt";
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> planPage().contains("href=\"" + planledger.url() + path + "\""));
    assertThat(planledger.text(path)).contains("Text 1 ", "L’été & ");
  }

  private void withdraw(Running planledger, String document) {
    command(
        planledger,
        "WithdrawDraft",
        """
        {"planId":"site/1","document":"%s","reason":"L’annexe <b>manque</b>"}\
        """
            .formatted(document));
  }

  private static void meeting(Running planledger) {
    assertThat(
            planledger
                .command(
                    "ScheduleMeeting",
                    """
                    {"meetingId":"M-1","body":"<b>Group</b>","number":"1","from":"2019-05-01","to":"2019-05-02"}\
                    """)
                .status())
        .isEqualTo(200);
  }

  private void command(Running planledger, String name, String body) {
    Running.Answer answer = planledger.command(name, body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    last = answer.body().path("revision").asLong();
  }

  /** The revisions that the page tells of, from the first. */
  private List<Long> told() throws IOException {
    return REVISION
        .matcher(planPage())
        .results()
        .map((MatchResult found) -> Long.parseLong(found.group(1)))
        .toList()
        .reversed();
  }

  private List<Long> all() {
    return LongStream.rangeClosed(0, last).boxed().toList();
  }

  private String state() throws IOException {
    return read(folder.resolve("state.json"));
  }

  private String index() throws IOException {
    return read(file("index.html"));
  }

  private String planPage() throws IOException {
    return read(file("plan-site~1.html"));
  }

  private Path file(String name) {
    return folder.resolve("site").resolve(name);
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
