package org.planledger.query.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import com.launchdarkly.eventsource.MessageEvent;
import com.launchdarkly.eventsource.StreamException;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.atom.Link;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.WireFeedInput;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.operation.event.DraftPublished;
import org.planledger.plan.Voices;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.query.Answering;
import org.planledger.web.Problems;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.DelegatingServletOutputStream;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FeedContract {
  private static final LocalDate MAY = LocalDate.parse("2017-05-01");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> FAST =
      Map.of(
          "planledger.feed.interval", "20ms",
          "planledger.feed.heartbeat", "100ms",
          "planledger.feed.streams", "3",
          // What is published is told as well, at a time of its own.
          "planledger.publications.interval", "1h",
          "server.tomcat.connection-timeout", "500ms");

  private Map<String, String> store;
  private Answering answers;

  /** Where the log is, as properties. */
  abstract Map<String, String> database();

  /** Has little wait in the server for a reader that takes nothing. */
  @Configuration(proxyBeanMethods = false)
  static class SmallBuffers {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
      return server ->
          server.addConnectorCustomizers(
              connector -> {
                boolean unused = connector.setProperty("socket.txBufSize", "8192");
              });
    }
  }

  @BeforeAll
  void start() {
    store = database();
    answers = new Answering(store, FAST, SmallBuffers.class);
  }

  @AfterAll
  void stop() {
    answers.close();
  }

  @Test
  void aFeedOfAPlanIsReadAsAtom() throws Exception {
    opened("atom/1");
    answers.record(added("atom/1", "vision"), new DraftIssued("atom/1", "ATOM-1(Rev.1)", 1, MAY));
    statement("atom/1");
    covered("atom%2F1", "plan:atom/1", 3);
    Feed feed = atom("/api/plans/atom%2F1/feed");
    assertThat(feed.getTitle()).isEqualTo("Planledger: atom/1");
    assertThat(feed.getId()).startsWith("urn:uuid:");
    assertThat(feed.getAuthors().getFirst().getName()).isEqualTo("https://planledger.example/log");
    assertThat(feed.getEntries().stream().map(FeedContract::type))
        .containsExactly(
            "org.planledger.statement.recorded",
            "org.planledger.draft.issued",
            "org.planledger.draft.changed",
            "org.planledger.plan.opened");
    Entry issued = feed.getEntries().get(1);
    assertThat(issued.getTitle()).isEqualTo("Draft issued: ATOM-1(Rev.1), atom/1, revision 2");
    assertThat(issued.getId()).isEqualTo("urn:uuid:" + eventId("plan:atom/1", 2));
    assertThat(feed.getEntries().getFirst().getUpdated()).isEqualTo(feed.getUpdated());
    String draft = issued.getAlternateLinks().getFirst().getHref();
    assertThat(draft).isEqualTo("/api/plans/atom%2F1/draft?at=doc:ATOM-1(Rev.1)");
    assertThat(answers.get(draft).get("revision").asLong()).isEqualTo(1);
    for (Link link : issued.getOtherLinks()) {
      assertThat(answers.bytes(link.getHref()).statusCode()).as(link.getHref()).isEqualTo(200);
    }
  }

  @Test
  void whatIsPublishedIsToldAmongTheEventsOfItsPlanAndInTheirOrder() throws Exception {
    opened("told_1");
    opened("told-1");
    answers.record(
        new DraftIssued("told_1", "TOLD-1", 0, MAY),
        published("told-1", "OTHER-1", 0),
        published("told_1", "TOLD-1", 1),
        new DraftWithdrawn("told_1", "TOLD-1", "The annex is missing", MAY),
        published("told_1", "TOLD-2", 2));
    covered("told_1", 2);
    long last = operation("TOLD-2");
    await().until(() -> bean(org.planledger.query.feed.Feed.class).covers(last));
    Feed feed = atom("/api/plans/told_1/feed");
    assertThat(feed.getEntries().stream().map(Entry::getTitle))
        .containsExactly(
            "Draft published: TOLD-2, told_1, revision 2",
            "Draft withdrawn: TOLD-1, told_1, revision 2",
            "Draft published: TOLD-1, told_1, revision 1",
            "Draft issued: TOLD-1, told_1, revision 1",
            "Plan opened: told_1, revision 0");
    assertThat(feed.getEntries().getFirst().getAlternateLinks().getFirst().getHref())
        .isEqualTo("/api/plans/told_1/publications/TOLD-2");
    try (EventSource reader =
        reader(
            answers.address(
                "/api/feed/events?after=0&plan=told_1&type=org.planledger.draft.published,org.planledger.draft.withdrawn"))) {
      assertThat(revisions(reader, 3)).containsExactly(1L, 2L, 2L);
    }
    // From the cursor before the last one, and so on with each.
    try (EventSource reader =
        reader(
            answers.address("/api/feed/events?plan=told_1&after=" + position("plan:told_1", 2)))) {
      JsonNode event = JSON.readTree(reader.readMessage().getData());
      assertThat(event.get("subject").asText()).isEqualTo("plan:told_1");
      assertThat(event.get("position").asLong()).isEqualTo(last);
      assertThat(event.at("/data/plan").asText()).isEqualTo("told_1");
      assertThat(event.at("/data/event").asText()).isEqualTo("DraftPublished");
      answers.record(added("told_1", "vision"));
      assertThat(revisions(reader, 1)).containsExactly(3L);
    }
  }

  @Test
  void aPublicationThatCannotBeReadIsToldWithContentInThePlaceOfLinks() throws Exception {
    opened("bent");
    answers.record(published("bent", "BENT-1", 0));
    long position = operation("BENT-1");
    payload(position, "{\"planId\":\"bent\",\"document\":\"BENT-1\"}");
    await().until(() -> bean(org.planledger.query.feed.Feed.class).covers(position));
    Entry entry = atom("/api/plans/bent/feed").getEntries().getFirst();
    assertThat(type(entry)).isEqualTo("org.planledger.draft.published");
    assertThat(entry.getAlternateLinks()).isEmpty();
    assertThat(entry.getContents().getFirst().getValue()).contains("cannot be read");
    try (EventSource reader =
        reader(answers.address("/api/feed/events?after=" + (position - 1) + "&plan=bent"))) {
      JsonNode event = JSON.readTree(reader.readMessage().getData());
      assertThat(event.get("subject").asText()).isEqualTo("operations:log");
      assertThat(event.at("/data/plan").asText()).isEqualTo("bent");
    }

    // Of nobody knows which plan, it is in the feed of all.
    payload(position, "{}");
    assertThat(atom("/api/plans/bent/feed").getEntries()).hasSize(1);
    Entry unknown =
        Stream.iterate(
                atom("/api/feed"),
                Objects::nonNull,
                feed ->
                    Optional.ofNullable(link(feed, "prev-archive")).map(this::read).orElse(null))
            .flatMap(feed -> feed.getEntries().stream())
            .filter(each -> each.getId().equals(entry.getId()))
            .findFirst()
            .orElseThrow();
    assertThat(unknown.getAlternateLinks()).isEmpty();
    assertThat(unknown.getContents()).hasSize(1);
  }

  private Feed read(String path) {
    try {
      return atom(path);
    } catch (FeedException e) {
      throw new AssertionError(e);
    }
  }

  private void payload(long position, String payload) {
    bean(JdbcClient.class)
        .sql("UPDATE domain_event SET payload = ? WHERE global_index = ?")
        .params(payload, position)
        .update();
  }

  @Test
  void anArchiveOfAPlanHasWhatWasPublishedUntilTheNextRevision() throws Exception {
    opened("kept");
    grow("kept", 1, 200);
    answers.record(published("kept", "KEPT-1", 199));
    long first = operation("KEPT-1");
    await().until(() -> bean(org.planledger.query.feed.Feed.class).covers(first));
    // The archive is not whole: more may be published before the next revision.
    String archive = "/api/plans/kept/feed/archive/0";
    assertThat(answers.bytes(archive).statusCode()).isEqualTo(307);
    assertThat(atom("/api/plans/kept/feed").getEntries()).hasSize(201);
    answers.record(added("kept", "p200"), published("kept", "KEPT-2", 200));
    long second = operation("KEPT-2");
    await().until(() -> bean(org.planledger.query.feed.Feed.class).covers(second));
    assertThat(atom(archive).getEntries()).hasSize(201);
    assertThat(atom(archive).getEntries().getFirst().getTitle()).contains("KEPT-1");
    assertThat(atom("/api/plans/kept/feed").getEntries()).hasSize(203);
    assertThat(atom("/api/plans/kept/feed").getEntries().getFirst().getTitle()).contains("KEPT-2");
  }

  private static DraftPublished published(String plan, String document, long revision) {
    return new DraftPublished(plan, document, revision, "00ff", MAY);
  }

  /** Where it stands that a document was published. */
  private long operation(String document) {
    return bean(JdbcClient.class)
        .sql("SELECT global_index FROM domain_event WHERE payload LIKE ? AND payload_type = ?")
        .params("%\"document\":\"" + document + "\"%", "DraftPublished")
        .query(Long.class)
        .single();
  }

  @Test
  void aFeedThatHasNotChangedIsNotSentAgain() {
    opened("etag");
    covered("etag", 0);
    HttpResponse<byte[]> first = answers.bytes("/api/plans/etag/feed");
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).startsWith("\"");
    assertThat(answers.bytes("/api/plans/etag/feed", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    answers.record(added("etag", "vision"));
    covered("etag", 1);
    HttpResponse<byte[]> changed = answers.bytes("/api/plans/etag/feed", "If-None-Match", tag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag"))
        .isNotEqualTo(first.headers().firstValue("ETag"));
  }

  @Test
  void thereIsNoFeedOfAPlanThatThereIsNot() {
    assertThat(answers.refusal("/api/plans/nobody/feed"))
        .isEqualTo("404 There is no plan nobody; check its id.");
    assertThat(answers.refusal("/api/plans/nobody/feed/archive/0")).startsWith("404");
    assertThat(answers.refusal("/api/feed/events?plan=nobody"))
        .isEqualTo("404 There is no plan nobody; check its id.");
  }

  @Test
  void archivesHoldEveryEventAndNeverChange() throws Exception {
    opened("archived");
    grow("archived", 1, 450);
    covered("archived", 449);
    String path = "/api/plans/archived/feed";
    Feed current = atom(path);
    assertThat(current.getEntries()).hasSize(250);
    List<Entry> all = new ArrayList<>(current.getEntries());
    String older = link(current, "prev-archive");
    assertThat(older).isEqualTo(path + "/archive/1").isEqualTo(link(current, "next"));
    Map<String, byte[]> archives = new java.util.LinkedHashMap<>();
    while (older != null) {
      HttpResponse<byte[]> answer = answers.bytes(older);
      assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
          .isEqualTo("max-age=31536000, public, immutable");
      archives.put(older, answer.body());
      Feed archive = atom(older);
      assertThat(new String(answer.body(), UTF_8)).contains("<fh:archive");
      assertThat(link(archive, "current")).isEqualTo(path);
      assertThat(archive.getId()).isEqualTo(current.getId());
      assertThat(archive.getEntries()).hasSize(200);
      all.addAll(archive.getEntries());
      older = link(archive, "prev-archive");
    }
    assertThat(all.stream().map(Entry::getId).distinct()).hasSize(450);
    assertThat(archives).hasSize(2);

    // Forward from the first, as a reader does that was away.
    Feed first = atom(path + "/archive/0");
    assertThat(link(first, "next-archive")).isEqualTo(path + "/archive/1");
    assertThat(link(first, "previous")).isEqualTo(path + "/archive/1");
    HttpResponse<byte[]> notYet = answers.bytes(path + "/archive/2");
    assertThat(notYet.statusCode()).isEqualTo(307);
    assertThat(notYet.headers().firstValue("Location")).contains(path);
    assertThat(answers.bytes(path + "/archive/3").statusCode()).isEqualTo(404);
    assertThat(answers.bytes(path + "/archive/x").statusCode()).isEqualTo(400);

    grow("archived", 450, 610);
    covered("archived", 609);
    assertThat(link(atom(path), "prev-archive")).isEqualTo(path + "/archive/2");
    archives.forEach(
        (archive, bytes) -> assertThat(answers.bytes(archive).body()).isEqualTo(bytes));
  }

  @Test
  void theFeedOfAllHasAllEventsOfAllStreamsOnce() throws Exception {
    opened("first");
    opened("second");
    grow("second", 1, 420);
    covered("second", 419);
    List<String> ids = new ArrayList<>();
    Feed feed = atom("/api/feed");
    feed.getEntries().forEach(entry -> ids.add(entry.getId()));
    for (String older = link(feed, "prev-archive");
        older != null;
        older = link(feed, "prev-archive")) {
      feed = atom(older);
      feed.getEntries().forEach(entry -> ids.add(entry.getId()));
    }
    assertThat(new HashSet<>(ids))
        .containsAll(
            bean(JdbcClient.class)
                .sql(
                    "SELECT event_id FROM domain_event WHERE aggregate_id IN ('plan:first',"
                        + " 'plan:second')")
                .query(String.class)
                .list()
                .stream()
                .map(id -> "urn:uuid:" + id)
                .toList());
  }

  @Test
  void aStreamTellsEveryEventOnceAndGoesOnAfterARestart() throws Exception {
    Map<String, String> elsewhere = database();
    Answering node = new Answering(elsewhere, FAST);
    int port = node.port();
    try {
      node.record(open("stream"), added("stream", "p1"));
      try (EventSource reader = reader(node.address("/api/feed/events?after=0"))) {
        assertThat(revisions(reader, 2)).containsExactly(0L, 1L);
        node.record(added("stream", "p2"), added("stream", "p3"));
        assertThat(revisions(reader, 2)).containsExactly(2L, 3L);
        node.close();
        Map<String, String> again = new java.util.HashMap<>(FAST);
        again.put("server.port", Integer.toString(port));
        node = new Answering(elsewhere, again);
        node.goOn("plan:stream", 3);
        node.record(added("stream", "p4"), added("stream", "p5"));
        assertThat(revisions(reader, 2)).containsExactly(4L, 5L);
      }
    } finally {
      node.close();
    }
  }

  @Test
  void anEventThatIsCommittedLateIsToldBeforeThoseBehindIt() throws Exception {
    opened("late");
    opened("early");
    covered("early", 0);
    long from = position("plan:early", 0);
    CountDownLatch behind = new CountDownLatch(1);
    CountDownLatch appended = new CountDownLatch(1);
    try (EventSource reader = reader(answers.address("/api/feed/events?after=" + from))) {
      CompletableFuture<Void> open =
          CompletableFuture.runAsync(
              () ->
                  new TransactionTemplate(bean(PlatformTransactionManager.class))
                      .executeWithoutResult(
                          status -> {
                            answers.record(added("late", "a"));
                            appended.countDown();
                            waitFor(behind);
                          }));
      waitFor(appended);
      answers.record(added("early", "a"));
      long early = position("plan:early", 1);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> bean(org.planledger.query.feed.Feed.class).settled() < early);
      behind.countDown();
      open.join();
      assertThat(JSON.readTree(reader.readMessage().getData()).get("subject").asText())
          .isEqualTo("plan:late");
      assertThat(JSON.readTree(reader.readMessage().getData()).get("subject").asText())
          .isEqualTo("plan:early");
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aStreamIsOfTheTypesAndThePlanThatAreAskedFor() throws Exception {
    opened("wanted");
    opened("unwanted");
    answers.record(
        added("unwanted", "a"),
        new DraftIssued("unwanted", "UNWANTED-1", 1, MAY),
        added("wanted", "a"),
        new DraftIssued("wanted", "WANTED-1", 1, MAY));
    sat("wanted-2");
    try (EventSource reader =
        reader(
            answers.address(
                "/api/feed/events?after=0&plan=wanted&type=org.planledger.draft.issued,org.planledger.plan.opened"))) {
      assertThat(revisions(reader, 2)).containsExactly(0L, 2L);
    }
    try (EventSource reader =
        reader(
            answers.address(
                "/api/feed/events?after=0&type=org.planledger.meeting.closed&type=org.planledger.report.published"))) {
      JsonNode closed = JSON.readTree(reader.readMessage().getData());
      assertThat(closed.get("type").asText()).isEqualTo("org.planledger.meeting.closed");
      assertThat(closed.get("meetingid").asText()).isEqualTo("wanted-2");
      assertThat(closed.at("/data/links/outcomes").asText())
          .isEqualTo("/api/meetings/wanted-2/outcomes");
      assertThat(JSON.readTree(reader.readMessage().getData()).at("/data/document").asText())
          .isEqualTo("wanted-2/R");
    }
    assertThat(answers.refusal("/api/feed/events?type=org.planledger.draft.isued"))
        .startsWith(
            "400 There is no type org.planledger.draft.isued; the types are"
                + " org.planledger.plan.opened,");
  }

  @Test
  void aStreamWithoutACursorBeginsNowAndSaysWhere() throws Exception {
    opened("now");
    covered("now", 0);
    long position = position("plan:now", 0);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), answers.port());
        BufferedReader lines = asked(socket, "/api/feed/events?plan=now", "")) {
      assertThat(header(lines)).contains("Content-Type: text/event-stream;charset=UTF-8");
      assertThat(field(lines, "retry")).isEqualTo("1000");
      assertThat(Long.parseLong(field(lines, "id"))).isGreaterThanOrEqualTo(position);
      // What is of another plan is not told, but moves the cursor of the next heartbeat.
      opened("later");
      long later = position("plan:later", 0);
      await().until(() -> Long.parseLong(field(lines, "id")) >= later);
      answers.record(added("now", "vision"));
      assertThat(field(lines, "event")).isEqualTo("org.planledger.draft.changed");
      assertThat(JSON.readTree(field(lines, "data")).get("subject").asText()).isEqualTo("plan:now");
    }
  }

  @Test
  void aCursorThatIsNoneIsRefused() {
    opened("cursor");
    assertThat(new String(answers.bytes("/api/feed/events?after=x").body(), UTF_8))
        .contains("\"status\":400");
    assertThat(
            new String(
                answers.bytes("/api/feed/events", "Last-Event-ID", "999999999").body(), UTF_8))
        .contains("\"status\":400")
        .contains("Begin again with after=0");
  }

  @Test
  void thereAreNoMoreStreamsThanANodeBears() throws Exception {
    await().untilAsserted(() -> assertThat(streams()).isZero());
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int n = 0; n < 3; n++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), answers.port());
        sockets.add(socket);
        assertThat(header(asked(socket, "/api/feed/events", ""))).startsWith("HTTP/1.1 200");
      }
      HttpResponse<byte[]> refused = answers.bytes("/api/feed/events");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(streams()).isEqualTo(3);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    await().untilAsserted(() -> assertThat(streams()).isZero());
  }

  @Test
  void aReaderThatLeavesIsNoIncident() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(Problems.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    log.addAppender(told);
    try {
      for (int n = 0; n < 5; n++) {
        await().untilAsserted(() -> assertThat(streams()).isZero());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), answers.port())) {
          assertThat(header(asked(socket, "/api/feed/events", ""))).startsWith("HTTP/1.1 200");
        }
      }
      await().untilAsserted(() -> assertThat(streams()).isZero());
      await()
          .during(Duration.ofMillis(300))
          .untilAsserted(
              () ->
                  assertThat(told.list)
                      .extracting(ILoggingEvent::getThrowableProxy)
                      .extracting(IThrowableProxy::getClassName)
                      .doesNotContain(HttpMessageNotWritableException.class.getName()));
    } finally {
      log.detachAppender(told);
    }
  }

  /** The server may be done with an exchange before the write that failed has returned. */
  @Test
  void aReaderWhoseAnswerIsTakenAwayIsNoIncident() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(EventStreams.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    log.addAppender(told);
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.setAsyncSupported(true);
    AtomicInteger ended = new AtomicInteger();
    MockHttpServletResponse response =
        new MockHttpServletResponse() {
          @Override
          public ServletOutputStream getOutputStream() {
            MockAsyncContext exchange =
                (MockAsyncContext) Objects.requireNonNull(request.getAsyncContext());
            return new DelegatingServletOutputStream(new TakenAway(exchange, ended));
          }
        };
    try {
      await().untilAsserted(() -> assertThat(streams()).isZero());
      bean(EventStreams.class).follow(FeedFilter.ALL, 0, request, response);
      await().untilAsserted(() -> assertThat(streams()).isZero());
      assertThat(ended).hasValue(1);
      assertThat(told.list).isEmpty();
    } finally {
      log.detachAppender(told);
    }
  }

  /** To where nothing can be written, since the server has ended the exchange. */
  private static final class TakenAway extends OutputStream {
    private final MockAsyncContext exchange;

    TakenAway(MockAsyncContext exchange, AtomicInteger ended) {
      this.exchange = exchange;
      exchange.addListener(ended(ended));
    }

    @Override
    public void write(int octet) throws IOException {
      for (AsyncListener listener : exchange.getListeners()) {
        listener.onError(new AsyncEvent(exchange));
      }
      throw new IllegalStateException("the server has ended this exchange");
    }

    private static AsyncListener ended(AtomicInteger times) {
      return new AsyncListener() {
        @Override
        public void onComplete(AsyncEvent event) {
          times.incrementAndGet();
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onError(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
      };
    }
  }

  @Test
  void aReaderThatTakesNothingIsCutOff() throws Exception {
    opened("slow");
    for (int n = 0; n < 4; n++) {
      grow("slow", 1 + n * 500, 1 + (n + 1) * 500);
    }
    covered("slow", 2000);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), answers.port()));
      send(socket, "/api/feed/events?after=0", "");
      await().untilAsserted(() -> assertThat(streams()).isEqualTo(1));
      await().untilAsserted(() -> assertThat(streams()).isZero());
    }
  }

  @Test
  void aDamagedEventIsToldAsFarAsItsRowSays() throws Exception {
    opened("damaged");
    answers.record(added("damaged", "a"), added("damaged", "b"));
    covered("damaged", 2);
    bean(JdbcClient.class)
        .sql(
            "UPDATE domain_event SET payload = '{}' WHERE aggregate_id = 'plan:damaged' AND"
                + " sequence_number = 1")
        .update();
    try (EventSource reader = reader(answers.address("/api/feed/events?after=0&plan=damaged"))) {
      reader.readMessage();
      JsonNode damaged = JSON.readTree(reader.readMessage().getData());
      assertThat(damaged.get("revision").asLong()).isEqualTo(1);
      assertThat(damaged.has("decidedon")).isFalse();
      assertThat(damaged.at("/data/event").asText()).isEqualTo("ProvisionAdded");
      assertThat(JSON.readTree(reader.readMessage().getData()).at("/data/provisions/0").asText())
          .isEqualTo("b");
    }
  }

  @Test
  void aServerThatEndsDoesNotWaitForItsReaders() throws Exception {
    Answering node = new Answering(database(), FAST);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      BufferedReader lines = asked(socket, "/api/feed/events?after=0", "");
      assertThat(header(lines)).startsWith("HTTP/1.1 200");
      long begun = System.nanoTime();
      node.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
      // The last chunk: the answer was ended, not cut off.
      assertThat(lines.lines().filter(line -> !line.isEmpty()).reduce("", (one, other) -> other))
          .isEqualTo("0");
    }
  }

  private static EventSource reader(URI address) {
    return new EventSource.Builder(address).errorStrategy(ErrorStrategy.alwaysContinue()).build();
  }

  private static List<Long> revisions(EventSource reader, int number)
      throws StreamException, IOException {
    List<Long> revisions = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      MessageEvent message = reader.readMessage();
      JsonNode event = JSON.readTree(message.getData());
      assertThat(event.get("type").asText()).isEqualTo(message.getEventName());
      assertThat(event.get("position").asText()).isEqualTo(message.getLastEventId());
      revisions.add(event.get("revision").asLong());
    }
    return revisions;
  }

  private BufferedReader asked(Socket socket, String path, String headers) throws IOException {
    send(socket, path, headers);
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  private static void send(Socket socket, String path, String headers) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                .formatted(path, headers)
                .getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  private static String header(BufferedReader lines) throws IOException {
    StringBuilder header = new StringBuilder();
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      header.append(line).append('\n');
    }
    return header.toString();
  }

  /** The next field of a name. */
  private static String field(BufferedReader lines, String name) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(name + ": ")) {
        return line.substring(name.length() + 2);
      }
    }
    throw new AssertionError("The stream ended without " + name);
  }

  private double streams() {
    return bean(MeterRegistry.class).get("planledger.feed.streams").gauge().value();
  }

  private <T> T bean(Class<T> type) {
    return answers.bean(type);
  }

  private Feed atom(String path) throws FeedException {
    HttpResponse<byte[]> answer = answers.bytes(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/atom+xml;charset=utf-8");
    Feed feed = (Feed) new WireFeedInput().build(new java.io.StringReader(text(answer)));
    assertThat(link(feed, "self")).isEqualTo(path);
    return feed;
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static String type(Entry entry) {
    return entry.getCategories().getFirst().getTerm();
  }

  /** Null: there is none. */
  private static String link(Feed feed, String rel) {
    return Stream.concat(feed.getAlternateLinks().stream(), feed.getOtherLinks().stream())
        .filter(link -> rel.equals(link.getRel()))
        .map(Link::getHref)
        .findFirst()
        .orElse(null);
  }

  private String eventId(String stream, long revision) {
    return bean(JdbcClient.class)
        .sql("SELECT event_id FROM domain_event WHERE aggregate_id = ? AND sequence_number = ?")
        .params(stream, revision)
        .query(String.class)
        .single();
  }

  private long position(String stream, long revision) {
    return bean(org.planledger.store.Positions.class).of(stream, revision);
  }

  /** Waits until the feed has an event. */
  private void covered(String plan, long revision) {
    covered(plan, "plan:" + plan, revision);
  }

  private void covered(String path, String stream, long revision) {
    long position = position(stream, revision);
    assertThat(
            answers
                .bytes("/api/plans/" + path + "/feed", "Min-Position", Long.toString(position))
                .statusCode())
        .isEqualTo(200);
  }

  private void opened(String plan) {
    answers.record(open(plan));
  }

  private static PlanOpened open(String plan) {
    return new PlanOpened(
        plan,
        Map.of("en", "Plan " + plan),
        ZoneOffset.UTC,
        List.of("en"),
        "en",
        List.of(),
        List.of(),
        MAY);
  }

  private static ProvisionAdded added(String plan, String id) {
    return new ProvisionAdded(
        plan,
        new NewProvision(id, "goal", new Place(null, null), Map.of(), Map.of(), List.of()),
        MAY);
  }

  private void grow(String plan, int from, int to) {
    List<Event> events = new ArrayList<>();
    for (int n = from; n < to; n++) {
      events.add(added(plan, "p" + n));
    }
    answers.recordAtOnce(events);
  }

  private void statement(String plan) {
    answers.record(
        new StatementRecorded(
            plan,
            new Minute("m", "1", null),
            Voices.SOME,
            List.of(),
            "The link must be clear",
            List.of(),
            null,
            MAY));
  }

  private void sat(String meeting) {
    answers.record(
        new MeetingScheduled(
            meeting, "CWG", "2", MAY, MAY, ZoneOffset.UTC, null, List.of(), false, MAY),
        new MeetingOpened(meeting, MAY),
        new MeetingClosed(meeting, MAY),
        new ReportPublished(meeting, meeting + "/R", MAY));
  }
}
