package org.planledger.bench.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.planledger.bench.DurablePostgres;
import org.planledger.bench.Measured;
import org.planledger.bench.Node;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Tree;
import org.planledger.operation.event.BundleExported;
import org.planledger.operation.event.OperationEvent;
import org.planledger.query.QuerySideApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The self-audit of a log with a checkpoint after each event: the first run of a process, which
 * checks every signature, and later ones.
 */
final class SelfAuditCost {
  private static final int BATCH = 1_000;
  private static final long SHORTEST_LOOK = 5;

  private final int events;
  private final Path data;
  private final Measured measured;

  SelfAuditCost(int events, Path data, Measured measured) {
    this.events = events;
    this.data = data;
    this.measured = measured;
  }

  void measure() throws IOException, InterruptedException {
    try (EmbeddedPostgres server = DurablePostgres.start()) {
      try (ConfigurableApplicationContext node = node(server, "1d")) {
        append(node);
        JdbcClient database = node.getBean(JdbcClient.class);
        while (database.sql(LedgerCost.LAG).query(Long.class).single() > 0) {
          Thread.sleep(SHORTEST_LOOK);
        }
        publish(node.getBean(JdbcTemplate.class));
      }
      Instant started = Instant.now();
      try (ConfigurableApplicationContext node = node(server, "10ms")) {
        JdbcClient database = node.getBean(JdbcClient.class);
        Instant first = next(database, Instant.EPOCH);
        double[] later = new double[measured.rounds()];
        Instant before = first;
        for (int i = 0; i < later.length; i++) {
          Instant passed = next(database, before);
          later[i] = Duration.between(before, passed).toMillis() / 1e3;
          before = passed;
        }
        String work = "self-audit, a checkpoint after each event";
        measured.add(
            work,
            events,
            "first, with start",
            "s",
            Duration.between(started, first).toMillis() / 1e3);
        measured.add(work, events, "later", "s", later);
      }
    }
  }

  private ConfigurableApplicationContext node(EmbeddedPostgres server, String audit) {
    return Node.start(
        server, data, List.of("planledger.ledger.audit=" + audit), QuerySideApplication.class);
  }

  private void append(ConfigurableApplicationContext node) {
    EventStorageEngine engine = node.getBean(EventStorageEngine.class);
    TransactionManager transactions = node.getBean(TransactionManager.class);
    for (int from = 0; from < events; from += BATCH) {
      List<EventMessage<?>> batch = new ArrayList<>(BATCH);
      for (int i = from; i < Math.min(from + BATCH, events); i++) {
        batch.add(
            new GenericDomainEventMessage<>(
                "OperationAggregate",
                OperationEvent.STREAM,
                i,
                new BundleExported(i, "root", LocalDate.of(2026, 1, 5)),
                Map.of("actor", "p-bench")));
      }
      transactions.executeInTransaction(() -> engine.appendEvents(batch));
    }
  }

  /** A checkpoint after each event, beside those that the node has signed. */
  private void publish(JdbcTemplate database) throws IOException {
    Signer key = Signer.read(data.resolve("keys").resolve("generated.key"));
    String origin = key.verifier().name();
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    Tree tree = new Tree();
    for (int from = 0; from < events; from += BATCH) {
      List<Object[]> rows = new ArrayList<>(BATCH);
      for (byte[] leaf :
          database.queryForList(
              "SELECT leaf FROM ledger_leaf WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?",
              byte[].class,
              from,
              BATCH)) {
        tree.append(Merkle.leaf(leaf));
        String note =
            new Checkpoint(origin, tree.size(), tree.root()).sign(List.of(key)).toString();
        rows.add(new Object[] {tree.size(), note, now});
      }
      tree.takeTiles();
      database.batchUpdate(
          "INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, ?) ON CONFLICT DO"
              + " NOTHING",
          rows);
    }
  }

  /** Waits for a run that found nothing, and says when it ended. */
  private static Instant next(JdbcClient database, Instant after) throws InterruptedException {
    while (true) {
      Optional<OffsetDateTime> passed =
          database
              .sql("SELECT passed_at FROM ledger_audit WHERE passed_at IS NOT NULL")
              .query(OffsetDateTime.class)
              .optional();
      if (passed.isPresent() && passed.get().toInstant().isAfter(after)) {
        return passed.get().toInstant();
      }
      Thread.sleep(SHORTEST_LOOK);
    }
  }
}
