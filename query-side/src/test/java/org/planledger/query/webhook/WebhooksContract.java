package org.planledger.query.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.planledger.feed.FeedType;
import org.planledger.log.Event;
import org.planledger.operation.event.DraftPublished;
import org.planledger.outbound.Destinations;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.query.Answering;
import org.planledger.query.webhook.Sender.Outcome;
import org.planledger.store.Positions;
import org.planledger.webhook.event.WebhookMoved;
import org.planledger.webhook.event.WebhookResumed;
import org.planledger.webhook.event.WebhookSecretRotated;
import org.planledger.webhook.event.WebhookSubscribed;
import org.planledger.webhook.event.WebhookUnsubscribed;
import org.springframework.jdbc.core.simple.JdbcClient;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class WebhooksContract {
  static final LocalDate DAY = LocalDate.parse("2017-05-01");
  static final Map<String, String> FAST =
      Map.of(
          "planledger.feed.interval", "20ms",
          "planledger.publications.interval", "1h",
          "planledger.webhooks.interval", "20ms",
          "planledger.webhooks.timeout", "1500ms",
          "planledger.webhooks.networks", "127.0.0.1",
          "planledger.webhooks.certificates", Authority.FILE.toString());

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2018-01-10T12:00:00Z");

  /** Longer than any pause between two attempts. */
  private static final Duration SOON = Duration.ofHours(1);

  private Answering answers;

  /** Where the log is, as properties. */
  abstract Map<String, String> database();

  @BeforeAll
  void start() {
    answers = new Answering(database(), FAST);
  }

  @AfterAll
  void stop() {
    answers.close();
  }

  @Test
  void aReceiverGetsWhatComesAfterItsSubscriptionSigned() throws Exception {
    try (Receiver receiver = new Receiver()) {
      answers.record(open("signed"), subscription("signed", receiver, "signed"));
      String secret = secret("signed");
      answers.record(added("signed", "vision"));
      await().until(() -> receiver.messages().size() == 1);
      Receiver.Message message = receiver.messages().getFirst();
      assertThat(message.event()).isEqualTo("plan:signed 1");
      assertThat(message.type()).isEqualTo("application/cloudevents+json; charset=utf-8");
      assertThat(message.id()).isEqualTo(message.json().get("id").asText());
      assertThat(message.signature()).isEqualTo(signature(secret, message)).startsWith("v1,");
      settledAs("signed", "ACTIVE");
      JsonNode told = told("signed");
      assertThat(told.get("position").asText()).isEqualTo(message.json().get("position").asText());
      assertThat(told.get("plan").asText()).isEqualTo("signed");
      assertThat(told.at("/secrets/0/shown").asBoolean()).isTrue();
      assertThat(told.toString()).doesNotContain(secret);
      end("signed");
    }
  }

  @Test
  void aSecretIsToldOnce() throws Exception {
    try (Receiver receiver = new Receiver()) {
      answers.record(open("once"), subscription("once", receiver, "once"));
      assertThat(secret("once")).matches("whsec_[A-Za-z0-9+/]{43}=");
      assertThat(post("/api/webhooks/once/secret").statusCode()).isEqualTo(409);
      assertThat(post("/api/webhooks/nobody/secret").statusCode()).isEqualTo(404);
      assertThat(answers.refusal("/api/webhooks/nobody")).startsWith("404 There is no webhook");
      end("once");
    }
  }

  @Test
  void whileASecretIsChangedBothSign() throws Exception {
    try (Receiver receiver = new Receiver()) {
      answers.record(open("rotated"), subscription("rotated", receiver, "rotated"));
      String first = secret("rotated");
      answers.record(new WebhookSecretRotated("rotated", null, DAY));
      told("rotated");
      String second = secret("rotated");
      assertThat(second).isNotEqualTo(first);
      answers.record(added("rotated", "vision"));
      await().until(() -> receiver.messages().size() == 1);
      Receiver.Message both = receiver.messages().getFirst();
      assertThat(both.signature())
          .isEqualTo(signature(second, both) + " " + signature(first, both));
      answers.pass(Duration.ofHours(25));
      await().until(() -> told("rotated").get("secrets").size() == 1);
      answers.record(added("rotated", "mission"));
      await().until(() -> receiver.messages().size() == 2);
      Receiver.Message one = receiver.messages().getLast();
      assertThat(one.signature()).isEqualTo(signature(second, one));
      end("rotated");
    }
  }

  @Test
  void anEventThatIsNotTakenHoldsBackThoseOfItsPlanAndNoOthers() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.does(
          (message, exchange) ->
              Receiver.answer(exchange, message.stream().equals("plan:held") ? 500 : 200));
      answers.record(open("held"), open("free"), subscription("order", receiver, null));
      answers.record(
          added("held", "a"), added("free", "a"), added("held", "b"), added("free", "b"));
      await().until(() -> receiver.events().size() == 3);
      assertThat(receiver.events()).containsExactly("plan:held 1", "plan:free 1", "plan:free 2");
      settledAs("order", "FAILING");
      JsonNode failing = told("order").at("/failing/0");
      assertThat(failing.get("stream").asText()).isEqualTo("plan:held");
      assertThat(failing.get("revision").asLong()).isEqualTo(1);
      assertThat(failing.get("attempts").asInt()).isEqualTo(1);
      assertThat(failing.get("failure").asText()).isEqualTo("answered 500");

      answers.pass(SOON);
      await().until(() -> receiver.events().size() == 4);
      await().until(() -> told("order").at("/failing/0/attempts").asInt() == 2);
      receiver.answers(200);
      answers.pass(SOON);
      await().until(() -> receiver.events().size() == 6);
      assertThat(receiver.events().subList(3, 6))
          .containsExactly("plan:held 1", "plan:held 1", "plan:held 2");
      assertThat(
              receiver.messages().stream()
                  .filter(message -> message.event().equals("plan:held 1"))
                  .map(Receiver.Message::id)
                  .distinct())
          .hasSize(1);
      settledAs("order", "ACTIVE");
      end("order");
    }
  }

  @Test
  void pausesGrow() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answers(503);
      answers.record(open("pauses"), subscription("pauses", receiver, "pauses"));
      answers.record(added("pauses", "a"));
      long pause = 5_000;
      for (int attempt = 1; attempt <= 12; attempt++) {
        int attempts = attempt;
        await().until(() -> told("pauses").at("/failing/0/attempts").asInt() == attempts);
        Instant next = Instant.parse(told("pauses").at("/failing/0/nextTry").asText());
        Duration waits = Duration.between(now(), next);
        assertThat(waits.toMillis()).isBetween(pause / 2, pause);
        answers.pass(waits);
        pause = Math.min(2 * pause, Duration.ofHours(1).toMillis());
      }
      end("pauses");
    }
  }

  @Test
  void aReceiverThatAsksForAPauseIsLeftAloneForAsLongButNoLongerThanTheLongest() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.does(
          (message, exchange) -> {
            exchange.getResponseHeaders().add("Retry-After", "600");
            Receiver.answer(exchange, 429);
          });
      answers.record(open("asks"), subscription("asks", receiver, "asks"));
      answers.record(added("asks", "a"));
      failed("asks", 1, "answered 429");
      assertThat(Instant.parse(told("asks").at("/failing/0/nextTry").asText()))
          .isEqualTo(now().plusSeconds(600));
      receiver.does(
          (message, exchange) -> {
            exchange.getResponseHeaders().add("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT");
            Receiver.answer(exchange, 503);
          });
      answers.pass(Duration.ofMinutes(10));
      failed("asks", 2, "answered 503");
      assertThat(Instant.parse(told("asks").at("/failing/0/nextTry").asText()))
          .isEqualTo(now().plus(SOON));
      receiver.answers(200);
      answers.pass(SOON);
      settledAs("asks", "ACTIVE");
      end("asks");
    }
  }

  @Test
  void aReceiverIsToldOverTlsWhereItsAuthorityIsNamed() throws Exception {
    try (Receiver receiver = Receiver.encrypted(Authority.trusted("127.0.0.1"))) {
      // The first handshake of a process takes longer than the application waits here.
      Sender patient =
          new Sender(
              new Destinations(List.of("127.0.0.1")), Duration.ofSeconds(20), Authority.FILE);
      assertThat(patient.send(receiver.url(), "id", new byte[0], List.of(Secret.generate()), NOW))
          .isEqualTo(new Outcome.Taken());
      answers.record(open("tls"), subscription("tls", receiver, "tls"), added("tls", "a"));
      await().until(() -> receiver.messages().size() == 2);
      assertThat(receiver.messages().getLast().event()).isEqualTo("plan:tls 1");
      settledAs("tls", "ACTIVE");
      end("tls");
    }
  }

  @Test
  void aReceiverThatBreaksOffIsSlowOrSendsElsewhereIsTriedAgain() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver elsewhere = new Receiver()) {
      answers.record(open("odd"), subscription("odd", receiver, "odd"));
      receiver.does((message, exchange) -> exchange.close());
      answers.record(added("odd", "a"));
      failed("odd", 1, "could not be reached: ");

      CountDownLatch over = new CountDownLatch(1);
      receiver.does(
          (message, exchange) -> {
            waitFor(over);
            Receiver.answer(exchange, 200);
          });
      answers.pass(SOON);
      failed("odd", 2, "did not answer within 1500 ms");
      over.countDown();

      receiver.does(
          (message, exchange) -> {
            exchange.getResponseHeaders().add("Location", elsewhere.url());
            Receiver.answer(exchange, 307);
          });
      answers.pass(SOON);
      failed("odd", 3, "answered 307; redirects are not followed");

      receiver.does(
          (message, exchange) -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream endless = exchange.getResponseBody()) {
              byte[] nonsense = "nonsense ".repeat(1000).getBytes(UTF_8);
              while (true) {
                endless.write(nonsense);
              }
            }
          });
      answers.pass(SOON);
      settledAs("odd", "ACTIVE");
      assertThat(receiver.messages()).hasSize(4);
      assertThat(elsewhere.messages()).isEmpty();
      end("odd");
    }
  }

  @Test
  void aReceiverThatIsGoneIsToldNothingMoreUntilItIsResumed() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answers(410);
      answers.record(open("gone"), subscription("gone", receiver, "gone"));
      answers.record(added("gone", "a"));
      settledAs("gone", "DISABLED");
      answers.record(added("gone", "b"));
      answers.pass(SOON);
      assertThat(told("gone").get("because").asText()).isEqualTo("the receiver answered 410, Gone");
      assertThat(answers.bean(Webhooks.class).problems())
          .singleElement()
          .asString()
          .startsWith("Webhook gone is disabled since ")
          .contains("ResumeWebhook");
      JsonNode health = json(answers.bytes("/actuator/health"));
      assertThat(health.at("/components/webhooks/status").asText()).isEqualTo("DOWN");
      assertThat(json(answers.bytes("/actuator/health/readiness")).get("status").asText())
          .isEqualTo("UP");
      assertThat(receiver.events()).containsExactly("plan:gone 1");

      receiver.answers(204);
      answers.record(new WebhookResumed("gone", "Mended", DAY));
      await().until(() -> receiver.events().size() == 3);
      assertThat(receiver.events()).containsExactly("plan:gone 1", "plan:gone 1", "plan:gone 2");
      settledAs("gone", "ACTIVE");
      end("gone");
    }
  }

  @Test
  void aReceiverThatIsDeadForADayIsDisabledAndMissesNothingWhenItIsResumed() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver other = new Receiver()) {
      receiver.answers(500);
      answers.record(open("dead"), subscription("dead", receiver, "dead"));
      answers.record(added("dead", "a"), added("dead", "b"));
      failed("dead", 1, "answered 500");
      answers.pass(Duration.ofHours(23));
      failed("dead", 2, "answered 500");
      answers.pass(SOON);
      settledAs("dead", "DISABLED");
      assertThat(told("dead").get("because").asText())
          .contains("revision 1 of plan:dead")
          .endsWith("the receiver answered 500");
      answers.record(new WebhookMoved("dead", other.url(), DAY), added("dead", "c"));
      assertThat(told("dead").get("state").asText()).isEqualTo("DISABLED");
      answers.record(new WebhookResumed("dead", null, DAY));
      await().until(() -> other.events().size() == 3);
      assertThat(other.events()).containsExactly("plan:dead 1", "plan:dead 2", "plan:dead 3");
      settledAs("dead", "ACTIVE");
      end("dead");
    }
  }

  @Test
  void aReceiverIsToldOfTheTypesAndThePlanItAskedFor() throws Exception {
    try (Receiver receiver = new Receiver()) {
      answers.record(
          open("some"),
          open("others"),
          new WebhookSubscribed(
              "some", receiver.url(), List.of(FeedType.DRAFT_ISSUED), "some", DAY));
      answers.record(
          added("some", "a"),
          added("others", "a"),
          new DraftIssued("others", "OTHERS-1", 1, DAY),
          new DraftIssued("some", "SOME-1", 1, DAY));
      await().until(() -> !receiver.messages().isEmpty());
      settledAs("some", "ACTIVE");
      assertThat(receiver.events()).containsExactly("plan:some 2");
      assertThat(told("some").at("/types/0").asText()).isEqualTo("org.planledger.draft.issued");
      end("some");
      assertThat(answers.refusal("/api/webhooks/some")).startsWith("404");
    }
  }

  @Test
  void whatIsPublishedIsToldInTheOrderOfItsPlanAndHoldsBackNoOther() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver one = new Receiver()) {
      receiver.does(
          (message, exchange) ->
              Receiver.answer(exchange, message.stream().equals("plan:issue-a") ? 500 : 200));
      List<FeedType> types =
          List.of(FeedType.DRAFT_ISSUED, FeedType.DRAFT_PUBLISHED, FeedType.DRAFT_WITHDRAWN);
      answers.record(
          open("issue-a"),
          open("issue-b"),
          new WebhookSubscribed("issues", receiver.url(), types, null, DAY),
          new WebhookSubscribed(
              "issues-b", one.url(), List.of(FeedType.DRAFT_PUBLISHED), "issue-b", DAY));
      answers.record(
          new DraftIssued("issue-a", "ISSUE-A", 0, DAY),
          new DraftIssued("issue-b", "ISSUE-B", 0, DAY),
          new DraftPublished("issue-a", "ISSUE-A", 1, "00ff", DAY),
          new DraftPublished("issue-b", "ISSUE-B", 1, "00ff", DAY),
          new DraftWithdrawn("issue-a", "ISSUE-A", "The annex is missing", DAY));
      await().until(() -> receiver.events().size() == 3 && one.events().size() == 1);
      settledAs("issues", "FAILING");
      assertThat(kinds(receiver))
          .containsExactly("issue-a DraftIssued", "issue-b DraftIssued", "issue-b DraftPublished");
      assertThat(kinds(one)).containsExactly("issue-b DraftPublished");
      receiver.answers(200);
      answers.pass(SOON);
      await().until(() -> receiver.events().size() == 6);
      assertThat(kinds(receiver).subList(3, 6))
          .containsExactly(
              "issue-a DraftIssued", "issue-a DraftPublished", "issue-a DraftWithdrawn");
      settledAs("issues", "ACTIVE");
      end("issues");
      end("issues-b");
    }
  }

  /** Damaged rows that do not say for which plan they are wait for each other alone. */
  @Test
  void whatWasPublishedForNobodyKnowsWhomIsToldAsWell() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answers(500);
      answers.record(
          open("issue-c"),
          new WebhookSubscribed(
              "whose", receiver.url(), List.of(FeedType.DRAFT_PUBLISHED), null, DAY));
      told("whose");
      claimedUntil("whose", "+");
      answers.record(
          new DraftPublished("issue-c", "LOST-1", 1, "00ff", DAY),
          new DraftPublished("issue-c", "KNOWN-1", 1, "00ff", DAY),
          new DraftPublished("issue-c", "LOST-2", 1, "00ff", DAY));
      JdbcClient database = answers.bean(JdbcClient.class);
      database
          .sql("UPDATE domain_event SET payload = '{}' WHERE payload LIKE '%\"LOST-_\"%'")
          .update();
      claimedUntil("whose", "-");
      await().until(() -> receiver.messages().size() == 2);
      settledAs("whose", "FAILING");
      receiver.answers(200);
      answers.pass(SOON);
      await().until(() -> receiver.messages().size() == 5);
      settledAs("whose", "ACTIVE");
      assertThat(receiver.messages().stream().map(Receiver.Message::id).distinct()).hasSize(3);
      end("whose");
    }
  }

  /** The plan and the name of each event that came. */
  private static List<String> kinds(Receiver receiver) {
    return receiver.messages().stream()
        .map(message -> message.json().get("data"))
        .map(data -> data.get("plan").asText() + " " + data.get("event").asText())
        .toList();
  }

  @Test
  void whatANewerVersionAskedForWaitsUntilItIsKnownAndWhatIsDamagedIsPassedOver() throws Exception {
    JdbcClient database = answers.bean(JdbcClient.class);
    try (Receiver receiver = new Receiver()) {
      answers.record(open("newer"));
      try (Connection another = answers.bean(DataSource.class).getConnection()) {
        another.setAutoCommit(false);
        another.createStatement().execute("SELECT position FROM webhook_log FOR UPDATE");
        answers.record(
            subscription("bent", receiver, "newer"),
            new WebhookSubscribed(
                "newer", receiver.url(), List.of(FeedType.DRAFT_CHANGED), "newer", DAY),
            subscription("behind", receiver, "newer"));
        payload("bent", "replace(payload, '\"url\"', '\"')");
        payload("newer", "replace(payload, 'draft.changed', 'draft.printed')");
        another.rollback();
      }
      long position = answers.bean(Positions.class).of("webhook:newer", 0);
      await().until(() -> !answers.bean(Webhooks.class).problems().isEmpty());
      assertThat(answers.bean(Webhooks.class).problems())
          .singleElement()
          .asString()
          .contains("WebhookSubscribed at position " + position, "upgrade this node");
      assertThat(json(answers.bytes("/actuator/health")).at("/components/webhooks/status").asText())
          .isEqualTo("DOWN");
      assertThat(database.sql("SELECT position FROM webhook_log").query(Long.class).single())
          .isEqualTo(position - 1);
      payload("newer", "replace(payload, 'draft.printed', 'draft.changed')");
      assertThat(told("newer").at("/types/0").asText()).isEqualTo("org.planledger.draft.changed");
      settledAs("behind", "ACTIVE");
      assertThat(answers.bean(Webhooks.class).problems()).isEmpty();
      assertThat(answers.refusal("/api/webhooks/bent")).startsWith("404");

      // As a newer node has taken it up.
      types("newer", "org.planledger.draft.changed org.planledger.draft.printed");
      answers.record(added("newer", "a"));
      await().until(() -> receiver.messages().size() == 1);
      settledAs("behind", "ACTIVE");
      assertThat(told("newer").at("/types/1").asText()).isEqualTo("org.planledger.draft.printed");
      assertThat(answers.get("/api/webhooks").get("webhooks")).hasSize(2);
      assertThat(answers.bean(Webhooks.class).problems())
          .singleElement()
          .asString()
          .startsWith("Webhook newer asks for what this version does not know: ")
          .contains("org.planledger.draft.printed");
      assertThat(receiver.messages()).hasSize(1);
      types("newer", "org.planledger.draft.changed");
      await().until(() -> receiver.messages().size() == 2);
      settledAs("newer", "ACTIVE");
      end("newer");
      end("behind");
    }
  }

  /** Has the subscription of a webhook stand in the log as if it had been written otherwise. */
  private void payload(String webhook, String otherwise) {
    answers
        .bean(JdbcClient.class)
        .sql("UPDATE domain_event SET payload = %s WHERE aggregate_id = ?".formatted(otherwise))
        .param("webhook:" + webhook)
        .update();
  }

  private void types(String webhook, String types) {
    answers
        .bean(JdbcClient.class)
        .sql("UPDATE webhook SET types = ? WHERE webhook_id = ?")
        .params(types, webhook)
        .update();
  }

  @Test
  void whatMayNotBeSentToIsNotConnectedTo() throws Exception {
    try (Receiver receiver = new Receiver()) {
      Sender nobody = new Sender(new Destinations(List.of()), Duration.ofSeconds(5), null);
      String port = receiver.url().replaceFirst(".*:([0-9]+)/.*", "$1");
      for (String host : List.of("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]")) {
        for (String scheme : List.of("http", "https")) {
          Outcome outcome =
              nobody.send(
                  "%s://%s:%s/".formatted(scheme, host, port),
                  "id",
                  new byte[0],
                  List.of(Secret.generate()),
                  NOW);
          assertThat(outcome)
              .isInstanceOfSatisfying(
                  Outcome.Failed.class,
                  failed ->
                      assertThat(failed.why())
                          .matches(".*(may not be sent to|no public address|https only).*"));
        }
      }
      assertThat(receiver.messages()).isEmpty();
      // Named, the address is sent to, also under a name that stands for it alone.
      Sender named =
          new Sender(new Destinations(List.of("127.0.0.1", "::1")), Duration.ofSeconds(5), null);
      assertThat(named.send(receiver.url(), "id", new byte[0], List.of(Secret.generate()), NOW))
          .isEqualTo(new Outcome.Taken());
    }
  }

  @Test
  void anEventThatANodeEndedWithIsSentAgainUnderItsId() throws Exception {
    Map<String, String> store = database();
    CountDownLatch ended = new CountDownLatch(1);
    try (Receiver receiver = new Receiver()) {
      Map<String, String> patient = new HashMap<>(FAST);
      patient.put("planledger.webhooks.timeout", "30s");
      try (Answering node = new Answering(store, patient)) {
        node.record(open("ended"), subscription("ended", receiver, "ended"), added("ended", "a"));
        await().until(() -> receiver.messages().size() == 1);
        receiver.does(
            (message, exchange) -> {
              // It was taken, and nobody is there any more to hear so.
              waitFor(ended);
              Receiver.answer(exchange, 204);
            });
        node.record(added("ended", "b"), added("ended", "c"));
        await().until(() -> receiver.messages().size() == 2);
        // Its claim lasts longer than it waits, so that no other node sends meanwhile.
        assertThat(
                node.bean(JdbcClient.class)
                    .sql(
                        "SELECT count(*) FROM webhook WHERE owner IS NOT NULL AND owned_until >"
                            + " CURRENT_TIMESTAMP + INTERVAL '60' SECOND")
                    .query(Long.class)
                    .single())
            .isEqualTo(1);
      }
      ended.countDown();
      receiver.answers(204);
      try (Answering node = new Answering(store, FAST)) {
        await().until(() -> receiver.messages().size() == 4);
        await().until(() -> node.get("/api/webhooks/ended").get("state").asText().equals("ACTIVE"));
      }
      assertThat(receiver.events())
          .containsExactly("plan:ended 1", "plan:ended 2", "plan:ended 2", "plan:ended 3");
      assertThat(receiver.messages().get(1).id()).isEqualTo(receiver.messages().get(2).id());
    }
  }

  @Test
  void whoIsSlowDoesNotKeepOthersFromTheirTurn() throws Exception {
    try (Receiver slow = new Receiver();
        Receiver quick = new Receiver()) {
      slow.does(
          (message, exchange) -> {
            pause(exchange);
            Receiver.answer(exchange, 500);
          });
      List<FeedType> types = List.of(FeedType.PLAN_OPENED);
      for (int n = 0; n < 32; n++) {
        answers.record(new WebhookSubscribed("turn-" + n, slow.url(), types, null, DAY));
      }
      answers.record(new WebhookSubscribed("turn-z", quick.url(), types, null, DAY));
      told("turn-z");
      List<Event> plans = new ArrayList<>();
      for (int n = 0; n < 10; n++) {
        plans.add(open("turn-" + n));
      }
      answers.recordAtOnce(plans);
      await().until(() -> !quick.messages().isEmpty());
      // Else it would come when all have had their ten.
      assertThat(slow.messages()).hasSizeLessThan(200);
      await().until(() -> slow.messages().size() == 320 && quick.messages().size() == 10);
      for (int n = 0; n < 32; n++) {
        end("turn-" + n);
      }
      end("turn-z");
    }
  }

  private static void pause(HttpExchange exchange) throws IOException {
    try {
      boolean unused = new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException("Not for " + exchange.getRemoteAddress(), e);
    }
  }

  @Test
  void theClaimOfANodeThatDiedHoldsForAWhile() throws Exception {
    try (Receiver receiver = new Receiver()) {
      answers.record(open("died"), subscription("died", receiver, "died"));
      told("died");
      claimedUntil("died", "+");
      answers.record(added("died", "a"));
      long position = told("died").get("position").asLong();
      // Others are delivered to meanwhile.
      try (Receiver other = new Receiver()) {
        answers.record(subscription("alive", other, "died"), added("died", "b"));
        await().until(() -> other.messages().size() == 1);
        end("alive");
      }
      assertThat(told("died").get("position").asLong()).isEqualTo(position);
      assertThat(receiver.messages()).isEmpty();
      claimedUntil("died", "-");
      await().until(() -> receiver.messages().size() == 2);
      assertThat(receiver.events()).isEqualTo(events("died", 1, 2));
      end("died");
    }
  }

  private void claimedUntil(String webhook, String sign) {
    JdbcClient database = answers.bean(JdbcClient.class);
    await()
        .until(
            () ->
                database
                        .sql(
                            "UPDATE webhook SET owner = 'died', owned_until = CURRENT_TIMESTAMP %s INTERVAL '60' SECOND WHERE webhook_id = ? AND (owner IS NULL OR owner = 'died')"
                                .formatted(sign))
                        .param(webhook)
                        .update()
                    == 1);
  }

  private static void waitFor(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** What Standard Webhooks says, done once more. */
  private static String signature(String secret, Receiver.Message message)
      throws GeneralSecurityException {
    byte[] key = Base64.getDecoder().decode(secret.replace("whsec_", ""));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = message.id() + "." + message.timestamp() + "." + message.body();
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
  }

  private void failed(String webhook, int attempts, String why) {
    await()
        .untilAsserted(
            () -> {
              JsonNode failing = told(webhook).at("/failing/0");
              assertThat(failing.path("attempts").asInt()).isEqualTo(attempts);
              assertThat(failing.path("failure").asText()).startsWith(why);
            });
  }

  /** Waits until nothing is on its way to a receiver. */
  private void settledAs(String webhook, String state) {
    await().untilAsserted(() -> assertThat(told(webhook).get("state").asText()).isEqualTo(state));
  }

  private JsonNode told(String webhook) {
    return answers.get("/api/webhooks/" + webhook);
  }

  private Instant now() {
    return answers.bean(java.time.Clock.class).instant();
  }

  private void end(String webhook) {
    answers.record(new WebhookUnsubscribed(webhook, null, DAY));
  }

  private String secret(String webhook) throws Exception {
    told(webhook);
    HttpResponse<byte[]> answer = post("/api/webhooks/" + webhook + "/secret");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    return json(answer).get("secret").asText();
  }

  private HttpResponse<byte[]> post(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(answers.address(path))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return JSON.readTree(answer.body());
  }

  static WebhookSubscribed subscription(String id, Receiver receiver, String plan) {
    return new WebhookSubscribed(id, receiver.url(), List.of(), plan, DAY);
  }

  static PlanOpened open(String plan) {
    return new PlanOpened(
        plan,
        Map.of("en", "Plan " + plan),
        ZoneOffset.UTC,
        List.of("en"),
        "en",
        List.of(),
        List.of(),
        DAY);
  }

  static ProvisionAdded added(String plan, String id) {
    return new ProvisionAdded(
        plan,
        new NewProvision(id, "goal", new Place(null, null), Map.of(), Map.of(), List.of()),
        DAY);
  }

  /** The events of a plan by their revisions, as a receiver names them. */
  static List<String> events(String plan, long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(n -> "plan:%s %d".formatted(plan, n)).toList();
  }
}
