package org.planledger.bench.commands;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.planledger.bench.DurablePostgres;
import org.planledger.bench.Measured;
import org.planledger.bench.Node;
import org.planledger.command.CommandSideApplication;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Request;
import org.planledger.command.decision.Streams;
import org.planledger.command.dispatch.Commands;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.PlanEvent;
import org.planledger.store.Positions;
import org.planledger.store.StoredStreams;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands a second on PostgreSQL, durably, beside the engine and the repositories of Axon. */
@picocli.CommandLine.Command(
    name = "throughput",
    mixinStandardHelpOptions = true,
    description = {
      "Carries commands out from many callers, to plans of their own and to one long plan, in"
          + " turns",
      "with Axon's event storage engine alone and with the repositories that Axon comes with; then",
      "reads the log again. On PostgreSQL, each commit on disk."
    })
public final class Throughput implements Callable<Integer> {
  @Option(names = "--seconds", description = "a turn (default: ${DEFAULT-VALUE})")
  private int seconds = 2;

  @Option(names = "--events", description = "of the long plan (default: ${DEFAULT-VALUE})")
  private int events = 10_000;

  @Option(
      names = "--plans",
      description = {
        "that callers take from at random, far more than a node remembers (default:"
            + " ${DEFAULT-VALUE})"
      })
  private int plans = 1_920;

  @Mixin private Measured measured = new Measured();

  /** For the command line. */
  public Throughput() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException, ExecutionException {
    Path data = Files.createTempDirectory("planledger-bench");
    try (EmbeddedPostgres server = DurablePostgres.start();
        ConfigurableApplicationContext application =
            Node.start(server, data, List.of(), CommandSideApplication.class)) {
      manyPlans(application);
      onePlan(application);
      replay(application);
    }
    measured.finish();
    return 0;
  }

  private void manyPlans(ConfigurableApplicationContext application)
      throws InterruptedException, ExecutionException, SQLException {
    Commands commands = application.getBean(Commands.class);
    EventStorageEngine axon = axonAlone(application);
    TransactionManager transactions = application.getBean(TransactionManager.class);
    measured.tell("opening %d plans", plans);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> opened = new ArrayList<>();
      for (int plan = 0; plan < plans; plan++) {
        String id = "one-of-many-" + plan;
        opened.add(threads.submit(() -> Amendments.open(commands, id)));
      }
      for (Future<?> each : opened) {
        each.get();
      }
    }
    int[] times = new int[plans];
    for (int callers : new int[] {1, 8, 64}) {
      for (int caller = 0; caller < callers; caller++) {
        Amendments.open(commands, "own-%d-%d".formatted(callers, caller));
      }
      Map<String, Callers.Work> turns = new LinkedHashMap<>();
      turns.put(
          "planledger, whole command, " + plans + " plans",
          (caller, time) -> {
            // Callers have plans of their own, so that none waits for another.
            int mine = ThreadLocalRandom.current().nextInt(plans / callers);
            int plan = mine * callers + caller;
            commands.carryOut(
                Amendments.next("one-of-many-" + plan, "any", times[plan]++), Amendments.request());
          });
      turns.put(
          "planledger, whole command, a plan each",
          (caller, time) ->
              commands.carryOut(
                  Amendments.next(
                      "own-%d-%d".formatted(callers, caller), String.valueOf(caller), time),
                  Amendments.request()));
      Map<Integer, Integer> sequences = new java.util.concurrent.ConcurrentHashMap<>();
      turns.put(
          "Axon JdbcEventStorageEngine",
          (caller, time) ->
              transactions.executeInTransaction(
                  () ->
                      axon.appendEvents(
                          event(
                              "raw-" + callers + "-" + caller,
                              sequences.merge(caller, 1, Integer::sum) - 1))));
      rates("commands/s, %d callers, many plans".formatted(callers), callers, turns);
    }
  }

  private static DomainEventMessage<?> event(String plan, int sequence) {
    return new GenericDomainEventMessage<>(
        "PlanAggregate",
        "plan:" + plan,
        sequence,
        new AmendmentWithdrawn(plan, "a", null, Amendments.DAY));
  }

  /** With its own schema, in tables of its own. */
  private static EventStorageEngine axonAlone(ConfigurableApplicationContext application)
      throws SQLException {
    JdbcEventStorageEngine engine = axon(application).build();
    engine.createSchema(PostgresEventTableFactory.INSTANCE);
    return engine;
  }

  private static JdbcEventStorageEngine.Builder axon(ConfigurableApplicationContext application) {
    DataSource database = application.getBean(DataSource.class);
    Serializer serializer = application.getBean("serializer", Serializer.class);
    return JdbcEventStorageEngine.builder()
        .connectionProvider(
            new UnitOfWorkAwareConnectionProviderWrapper(
                new SpringDataSourceConnectionProvider(database)))
        .transactionManager(application.getBean(TransactionManager.class))
        .eventSerializer(serializer)
        .snapshotSerializer(serializer);
  }

  /** As the framework reads it, in the table of the log. */
  private static EventStorageEngine axonOnTheLog(ConfigurableApplicationContext application) {
    return axon(application)
        .schema(
            EventSchema.builder()
                .eventTable("domain_event")
                .globalIndexColumn("global_index")
                .eventIdentifierColumn("event_id")
                .aggregateIdentifierColumn("aggregate_id")
                .sequenceNumberColumn("sequence_number")
                .typeColumn("aggregate_type")
                .timestampColumn("recorded_at")
                .payloadTypeColumn("payload_type")
                .payloadRevisionColumn("payload_revision")
                .payloadColumn("payload")
                .metaDataColumn("meta_data")
                .build())
        .dataType(String.class)
        .build();
  }

  private void onePlan(ConfigurableApplicationContext application)
      throws InterruptedException, ExecutionException {
    Commands commands = application.getBean(Commands.class);
    Map<String, Callers.Work> turns = new LinkedHashMap<>();
    turns.put("planledger", busy(application, commands, "busy-planledger"));
    Configuration cache = AxonDefaults.cache(application);
    turns.put(
        "Axon, WeakReferenceCache", busy(application, commands(cache, application), "busy-cache"));
    Configuration snapshots = AxonDefaults.snapshots(application);
    turns.put(
        "Axon, snapshot each 100 events",
        busy(application, commands(snapshots, application), "busy-snapshots"));
    rates("commands/s, 8 callers, one plan of %d".formatted(events), 8, turns);
    cache.shutdown();
    snapshots.shutdown();
  }

  private static Commands commands(
      Configuration configuration, ConfigurableApplicationContext application) {
    return new Commands(
        configuration.commandGateway()::sendAndWait, application.getBean(Streams.class));
  }

  /** Eight callers to one plan that has had so many events. */
  private Callers.Work busy(
      ConfigurableApplicationContext application, Commands commands, String plan) {
    measured.tell("%s: %d events", plan, events);
    Commands ours = application.getBean(Commands.class);
    Amendments.open(ours, plan);
    ours.carryOut(Amendments.next(plan, "first", 0), Amendments.request());
    Streams streams = application.getBean(Streams.class);
    AmendmentProposed first =
        (AmendmentProposed)
            streams.read("plan:" + plan, Amendments.PROVISIONS + 1L).getFirst().event();
    List<DomainEventMessage<?>> more = new ArrayList<>();
    for (int revision = Amendments.PROVISIONS + 2; revision < events; revision++) {
      String id = "a-seed-" + revision / 2;
      PlanEvent event =
          revision % 2 == 0
              ? new AmendmentProposed(
                  plan,
                  id,
                  first.baseRevision(),
                  first.proposal(),
                  first.proposer(),
                  null,
                  null,
                  null,
                  Amendments.DAY)
              : new AmendmentWithdrawn(plan, id, null, Amendments.DAY);
      more.add(
          new GenericDomainEventMessage<>(
              "PlanAggregate",
              "plan:" + plan,
              revision,
              event,
              Map.of("actor", "bench", "commandDigest", Request.sha256("bench"))));
    }
    EventStorageEngine engine = application.getBean(EventStorageEngine.class);
    TransactionManager transactions = application.getBean(TransactionManager.class);
    for (int from = 0; from < more.size(); from += 500) {
      List<DomainEventMessage<?>> some = more.subList(from, Math.min(more.size(), from + 500));
      transactions.executeInTransaction(() -> engine.appendEvents(some));
    }
    return (caller, time) ->
        commands.carryOut(
            Amendments.next(plan, String.valueOf(caller), time), Amendments.request());
  }

  /** How often a second the callers get something done, contender after contender. */
  private void rates(String name, int callers, Map<String, Callers.Work> turns)
      throws InterruptedException, ExecutionException {
    Map<String, double[]> rates = new LinkedHashMap<>();
    Map<String, int[]> times = new LinkedHashMap<>();
    for (int round = -1; round < measured.rounds(); round++) {
      for (Map.Entry<String, Callers.Work> turn : turns.entrySet()) {
        measured.tell("%s: %s", name, turn.getKey());
        int[] next = times.computeIfAbsent(turn.getKey(), any -> new int[callers]);
        double rate = Callers.rate(callers, seconds, turn.getValue(), next);
        if (round >= 0) {
          rates.computeIfAbsent(turn.getKey(), any -> new double[measured.rounds()])[round] = rate;
        }
      }
    }
    rates.forEach((engine, all) -> measured.add(name, 0, engine, "/s", all));
  }

  private static long followed(EventStorageEngine engine) {
    try (Stream<?> all = engine.readEvents(null, false).map(m -> m.getPayload())) {
      return all.filter(payload -> payload != null).count();
    }
  }

  /**
   * The log of all plans: read by Axon in its order, its payloads asked for, and so by whoever
   * follows it here; read stream by stream; and folded into the histories that a node answers from,
   * several at a time as a rebuild does and one after the other, without checkpoints.
   */
  private void replay(ConfigurableApplicationContext application) throws SQLException {
    EventStorageEngine own = application.getBean(EventStorageEngine.class);
    EventStorageEngine axon = axonOnTheLog(application);
    StoredStreams streams = application.getBean(StoredStreams.class);
    Set<String> plans = application.getBean(Positions.class).streams("plan:").keySet();
    Map<String, LongSupplier> turns = new LinkedHashMap<>();
    turns.put(
        "planledger, into histories",
        () -> plans.parallelStream().mapToLong(plan -> folded(streams, plan)).sum());
    turns.put(
        "planledger, one after the other",
        () -> plans.stream().mapToLong(plan -> folded(streams, plan)).sum());
    turns.put(
        "planledger, read",
        () ->
            plans.stream()
                .mapToLong(plan -> streams.fold(plan, 0, 0L, (count, each) -> count + 1))
                .sum());
    turns.put("planledger, followed", () -> followed(own));
    turns.put("Axon readEvents alone", () -> followed(axon));
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < measured.rounds(); round++) {
      for (Map.Entry<String, LongSupplier> turn : turns.entrySet()) {
        long start = System.nanoTime();
        long count = turn.getValue().getAsLong();
        double rate = count / ((System.nanoTime() - start) / 1e9);
        if (round >= 0) {
          rates.computeIfAbsent(turn.getKey(), any -> new double[measured.rounds()])[round] = rate;
        }
      }
    }
    rates.forEach((reader, all) -> measured.add("events/s read again", 0, reader, "/s", all));
    count(application);
  }

  private static long folded(StoredStreams streams, String plan) {
    return streams.fold(plan, 0, PlanHistory.none(), Throughput::and).size();
  }

  private static PlanHistory and(PlanHistory history, StoredStreams.Stored stored) {
    return history.and(Records.as(stored.recorded(), PlanEvent.class));
  }

  private void count(ConfigurableApplicationContext application) throws SQLException {
    try (Connection connection = application.getBean(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM domain_event")) {
      rows.next();
      measured.tell("%d events in the log", rows.getLong(1));
    }
  }
}
