package org.planledger.bench.http;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.planledger.bench.Measured;
import org.planledger.bench.Node;
import org.planledger.bench.texts.TextsOfWorkload;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.plan.event.PlanEvent;
import org.planledger.query.QuerySideApplication;
import org.planledger.query.entry.LogEntries;
import org.planledger.store.Positions;
import org.planledger.store.Progress;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The draft of a day as JSON, beside the same from PostgreSQL and the same bytes at hand. */
@Command(
    name = "http",
    mixinStandardHelpOptions = true,
    description = {
      "Asks for drafts of random days over HTTP: of the product, of an endpoint that reads a table"
          + " of",
      "PostgreSQL, and of one that has the bytes already. The answers must be the same."
    })
public final class OverHttp implements Callable<Integer> {
  private static final int DAYS = 25 * 365;
  private static final Duration LISTS_TAKE = Duration.ofHours(1);

  /** Room for the longest plan. */
  private static final String HISTORIES = "1GB";

  /** Events: fewer are taken too soon to tell a rate. */
  private static final long ENOUGH = 10_000;

  @Option(names = "--revisions", split = ",", description = "default: ${DEFAULT-VALUE}")
  private int[] revisions = {1_000, 10_000, 100_000};

  @Option(names = "--questions", description = "a round (default: ${DEFAULT-VALUE})")
  private int questions = 1_000;

  @Mixin private Measured measured = new Measured();
  private final HttpClient http = HttpClient.newHttpClient();

  /** For the command line. */
  public OverHttp() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    for (int n : revisions) {
      Path data = Files.createTempDirectory("planledger-bench");
      try (EmbeddedPostgres server =
              EmbeddedPostgres.builder()
                  .setServerConfig("jit", "off")
                  .setServerConfig("shared_buffers", "2GB")
                  .start();
          ConfigurableApplicationContext application =
              Node.start(
                  server,
                  data,
                  List.of("planledger.memory=" + HISTORIES),
                  QuerySideApplication.class,
                  Others.class)) {
        load(application, n);
        measure(application, n);
      }
    }
    measured.finish();
    return 0;
  }

  private void load(ConfigurableApplicationContext application, int n) throws SQLException {
    measured.tell("%d revisions", n);
    EventStorageEngine engine = application.getBean(EventStorageEngine.class);
    TransactionManager transactions = application.getBean(TransactionManager.class);
    List<DomainEventMessage<?>> batch = new ArrayList<>();
    Runnable append =
        () -> {
          transactions.executeInTransaction(() -> engine.appendEvents(batch));
          batch.clear();
        };
    TextsOfWorkload workload = new TextsOfWorkload(n);
    workload.events(
        (Recorded<PlanEvent> recorded) -> {
          batch.add(
              new GenericDomainEventMessage<>(
                  "PlanAggregate",
                  "plan:workload",
                  recorded.revision(),
                  recorded.event(),
                  Map.of("actor", "bench")));
          if (batch.size() == 500) {
            append.run();
          }
        });
    for (int meeting = 1; meeting <= 1 + n / 20; meeting++) {
      LocalDate day = LocalDate.of(2000, 1, 1);
      batch.add(
          new GenericDomainEventMessage<>(
              "MeetingAggregate",
              "meeting:W-" + meeting,
              0,
              new MeetingScheduled(
                  "W-" + meeting,
                  "Bench",
                  String.valueOf(meeting),
                  day,
                  day,
                  ZoneId.of("UTC"),
                  null,
                  List.of(),
                  false,
                  day),
              Map.of("actor", "bench")));
    }
    append.run();
    try (Connection connection = application.getBean(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE element AS SELECT generate_series(0, 299) AS id");
      statement.execute("ALTER TABLE element ADD PRIMARY KEY (id)");
      statement.execute(
          "CREATE TABLE version (element int, revision int, valid_from date, meeting text,"
              + " document text, body text)");
      try (var insert =
          connection.prepareStatement("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)")) {
        int[] count = {0};
        workload.versions(
            (element, revision, day, meeting, text) -> {
              try {
                insert.setInt(1, element);
                insert.setLong(2, revision);
                insert.setObject(3, day);
                insert.setString(4, meeting == 0 ? null : "W-" + meeting);
                insert.setString(5, meeting == 0 ? null : "W/" + meeting);
                insert.setString(6, text);
                insert.addBatch();
                if (++count[0] % 1000 == 0) {
                  insert.executeBatch();
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
        insert.executeBatch();
      }
      statement.execute("CREATE INDEX ON version (element, valid_from DESC, revision DESC)");
      statement.execute("VACUUM ANALYZE element, version");
    }
  }

  private void measure(ConfigurableApplicationContext application, int n)
      throws IOException, SQLException, InterruptedException {
    String url =
        "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port");
    awaitLists(
        url,
        application.getBean(Positions.class).head(),
        application.getBean(Progress.class).taken(LogEntries.GROUP).last(),
        n);
    TextsOfWorkload random = new TextsOfWorkload(n);
    LocalDate[][] days = new LocalDate[measured.rounds() + 1][questions];
    for (LocalDate[] round : days) {
      Arrays.setAll(round, i -> random.day(DAYS));
    }
    String ours = url + "/api/plans/workload/draft?at=date:";
    byte[] answer = get(ours + days[0][0]);
    String told = new String(answer, StandardCharsets.UTF_8);
    int from = told.indexOf("\"knownAt\":\"") + 11;
    String knownAt = told.substring(from, told.indexOf('"', from));
    String theirs = url + "/bench/postgres?knownAt=" + knownAt + "&at=";
    for (LocalDate[] round : days) {
      if (!Arrays.equals(get(ours + round[0]), get(theirs + round[0]))) {
        throw new IllegalStateException(
            "Another answer:\n%s\n%s"
                .formatted(
                    new String(get(ours + round[0]), StandardCharsets.UTF_8).substring(0, 900),
                    new String(get(theirs + round[0]), StandardCharsets.UTF_8).substring(0, 900)));
      }
    }
    application.getBean(Others.class).constant(answer);
    measured.inTurns(
        "draft of a random day over HTTP",
        n,
        questions,
        new Measured.Contenders()
            .with("planledger", (round, i) -> get(ours + days[round + 1][i]))
            .with("the same from PostgreSQL", (round, i) -> get(theirs + days[round + 1][i]))
            .with("the same bytes, at hand", (round, i) -> get(url + "/bench/constant")));
  }

  /** The lists are made on the same cores: until they are there nothing is timed. */
  private void awaitLists(String url, long position, long taken, int n)
      throws IOException, InterruptedException {
    measured.tell("waiting for the lists");
    long begun = System.nanoTime();
    long end = begun + LISTS_TAKE.toNanos();
    int status;
    do {
      status = send(url + "/api/plans?minPosition=" + position).statusCode();
    } while (status == 503 && System.nanoTime() < end);
    if (status != 200) {
      throw new IOException("The lists were answered with " + status);
    }
    if (position - taken >= ENOUGH) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      measured.add(
          "events taken into the lists", n, "planledger", "/s", (position - taken) / seconds);
    }
  }

  private byte[] get(String url) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send(url);
    if (answer.statusCode() != 200) {
      throw new IOException(new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  private HttpResponse<byte[]> send(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
