package org.planledger.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.planledger.command.CommandSideApplication;
import org.planledger.query.QuerySideApplication;
import org.planledger.standalone.Client;
import org.planledger.standalone.Negotiation;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an event takes of disk and memory. */
@Command(
    name = "sizes",
    mixinStandardHelpOptions = true,
    description = {
      "Imports negotiations into a node of each side on PostgreSQL and tells what an event takes",
      "in each table, in checkpoints and in memory; and how much that is for many plans."
    })
final class Sizes implements Callable<Integer> {
  @Option(names = "--plans", description = "imported (default: ${DEFAULT-VALUE})")
  private int plans = 3;

  @Option(names = "--amendments", description = "to each of them (default: ${DEFAULT-VALUE})")
  private int amendments = 3_500;

  @Option(
      names = "--estimate",
      description = "events to tell the size of (default: ${DEFAULT-VALUE})")
  private long estimated = 10_000_000;

  @Mixin private Measured measured = new Measured();

  Sizes() {}

  @Override
  public Integer call() throws IOException, SQLException {
    Path data = Files.createTempDirectory("planledger-bench");
    try (EmbeddedPostgres server = DurablePostgres.start()) {
      long events;
      try (ConfigurableApplicationContext commands =
              Node.start(server, data, List.of(), CommandSideApplication.class);
          ConfigurableApplicationContext queries =
              Node.start(server, data, List.of(), QuerySideApplication.class)) {
        carryOut(new Client(url(commands)));
        Client client = new Client(url(queries));
        takeUp(client);
        events = tables(server);
        long revisions = metric(client, "planledger.texts.revisions");
        tell("memory of histories", revisions, metric(client, "planledger.texts.held"));
      }
      tell("checkpoints of a node", events, size(data.resolve("checkpoints")));
    }
    measured.finish();
    return 0;
  }

  private static String url(ConfigurableApplicationContext side) {
    return "http://127.0.0.1:" + side.getEnvironment().getRequiredProperty("local.server.port");
  }

  private void carryOut(Client client) throws IOException {
    for (int plan = 0; plan < plans; plan++) {
      measured.tell("importing plan %d of %d", plan + 1, plans);
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      Negotiation.write(
          new Negotiation.Size(plan(plan), plan + 1L, 300, 12, amendments), lines, done -> {});
      Client.Answer answer = client.importLines(lines.toByteArray());
      if (!answer.isOk()) {
        throw new IllegalStateException(answer.body().toString());
      }
    }
  }

  private static String plan(int number) {
    return "plan-" + number;
  }

  /** Returns when the node has taken up all events. */
  private void takeUp(Client client) {
    for (int plan = 0; plan < plans; plan++) {
      client.get("/api/plans/" + plan(plan) + "/draft");
    }
    while (Stream.of("planledger.projection.lag", "planledger.ledger.lag")
        .anyMatch(lag -> metric(client, lag) > 0)) {
      measured.tell("the node takes the events up");
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }
  }

  private static long metric(Client client, String name) {
    return client
        .get("/actuator/metrics/" + name)
        .path("measurements")
        .path(0)
        .path("value")
        .asLong();
  }

  private long tables(EmbeddedPostgres server) throws SQLException {
    Map<String, Long> tables = new TreeMap<>();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r'"
                  + " AND relnamespace = 'public'::regnamespace")) {
        while (rows.next()) {
          tables.put(rows.getString(1), rows.getLong(2));
        }
      }
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM domain_event")) {
        rows.next();
        long events = rows.getLong(1);
        tables.forEach((table, bytes) -> tell("table " + table, events, bytes));
        tell("all tables", events, tables.values().stream().mapToLong(Long::longValue).sum());
        return events;
      }
    }
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private void tell(String what, long events, long bytes) {
    double each = (double) bytes / events;
    measured.add(what, (int) events, "planledger", "B/event", new double[] {each});
    measured.tell(
        "%s: %.0f B an event, %.1f GB for %,d events",
        what, each, each * estimated / 1e9, estimated);
  }
}
