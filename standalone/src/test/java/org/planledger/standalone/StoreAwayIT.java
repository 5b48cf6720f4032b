package org.planledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A node whose database is away: at its start, in between, or just when it was to answer. */
class StoreAwayIT {
  private static final Duration BACK = Duration.ofSeconds(10);

  private static String database;
  private static FaultyWire wire;
  private static Running planledger;
  private static Running.Answer whileAway;
  private static String readinessWhileAway;

  @BeforeAll
  static void startWithoutTheDatabase() {
    Map<String, String> store = new HashMap<>(TestDatabases.postgres());
    database = store.get("spring.datasource.url");
    URI url = URI.create(database.substring("jdbc:".length()));
    wire = new FaultyWire(url.getPort());
    wire.cut();
    store.put(
        "spring.datasource.url",
        "jdbc:postgresql://127.0.0.1:%d%s?%s"
            .formatted(wire.port(), url.getPath(), url.getQuery()));
    store.put("planledger.ledger.interval", "100ms");
    planledger = Running.on(store);
    assertThat(health("liveness")).isEqualTo("UP");
    readinessWhileAway = health("readiness");
    whileAway = soon(() -> opening("early", "once"));
    wire.mend();
    await().atMost(BACK).until(() -> health("readiness").equals("UP"));
  }

  @AfterAll
  static void stop() {
    planledger.close();
    wire.close();
  }

  @Test
  void aNodeStartsWithoutItsDatabaseAndWorksOnceItIsThere() {
    assertThat(readinessWhileAway).isIn("DOWN", "OUT_OF_SERVICE");
    isUnavailable(whileAway);
    isTakenAndShown(opening("early", "once"), "early");
  }

  @Test
  void aNodeWhoseDatabaseWasAwayGoesOnByItself() {
    isTakenAndShown(opening("before", "before"), "before");
    wire.cut();
    assertThat(health("liveness")).isEqualTo("UP");
    isUnavailable(soon(() -> opening("meanwhile", "meanwhile")));
    isUnavailable(soon(() -> planledger.get("/api/plans")));
    wire.mend();
    await().atMost(BACK).until(() -> opening("meanwhile", "meanwhile").status() == 200);
    isTakenAndShown(opening("meanwhile", "meanwhile"), "meanwhile");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatBecameOfACommandIsToldByItsKey(boolean reached) {
    String plan = "unknown-" + reached;
    isTakenAndShown(opening("first-" + plan, plan + "-0"), "first-" + plan);
    wire.cutAt("Title of " + plan, reached);
    Running.Answer unknown = soon(() -> opening(plan, plan));
    assertThat(wire.hasCut()).isTrue();
    isUnavailable(unknown);
    assertThat(recorded(plan)).isEqualTo(reached ? 1 : 0);
    assertThat(unknown.body().path("detail").asText()).contains("Idempotency-Key");
    wire.mend();
    await().atMost(BACK).until(() -> health("readiness").equals("UP"));
    Running.Answer again = opening(plan, plan);
    isTakenAndShown(again, plan);
    assertThat(opening(plan, plan).body()).isEqualTo(again.body());
    assertThat(again.body().path("revision").asLong()).isZero();
  }

  /** Within the time in which everyone is promised an answer. */
  private static Running.Answer soon(ThrowingSupplier<Running.Answer> asked) {
    return assertTimeout(Duration.ofSeconds(5), asked);
  }

  private static String health(String group) {
    return planledger.get("/actuator/health/" + group).body().path("status").asText();
  }

  private static Running.Answer opening(String plan, String key) {
    return planledger.command(
        "OpenPlan",
        """
        {"planId":"%s","title":{"en":"Title of %s"},"timeZone":"UTC","languages":["en"],
        "authoritativeLanguage":"en","on":"2017-05-01"}\
        """
            .formatted(plan, plan),
        "Idempotency-Key",
        key);
  }

  /** Events of a plan, by another wire. */
  private static long recorded(String plan) {
    DataSource direct = new DriverManagerDataSource(database, "postgres", "");
    return JdbcClient.create(direct)
        .sql("SELECT count(*) FROM domain_event WHERE aggregate_id = ?")
        .param("plan:" + plan)
        .query(Long.class)
        .single();
  }

  private static void isUnavailable(Running.Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.retryAfter()).isPresent();
  }

  /** The lists, the draft and the ledger have come to it. */
  private static void isTakenAndShown(Running.Answer answer, String plan) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    String minimum = "?minPosition=" + answer.body().path("position").asLong();
    await().atMost(BACK).until(() -> planledger.get("/api/plans" + minimum).status() == 200);
    assertThat(planledger.get("/api/plans" + minimum).body().path("plans"))
        .extracting(listed -> listed.path("plan").asText())
        .contains(plan);
    await()
        .atMost(BACK)
        .until(
            () -> planledger.get("/api/plans/%s/draft%s".formatted(plan, minimum)).status() == 200);
    await()
        .atMost(BACK)
        .until(
            () ->
                planledger.get("/api/ledger/status").body().path("position").asLong()
                    >= answer.body().path("position").asLong());
    // A database that is away is no event's fault.
    assertThat(planledger.get("/api/operations/dead-letters").body().path("deadLetters")).isEmpty();
  }
}
