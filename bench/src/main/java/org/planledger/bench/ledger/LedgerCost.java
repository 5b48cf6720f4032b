package org.planledger.bench.ledger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.planledger.bench.DurablePostgres;
import org.planledger.bench.Measured;
import org.planledger.bench.Node;
import org.planledger.bench.commands.Amendments;
import org.planledger.bench.commands.Callers;
import org.planledger.command.CommandSideApplication;
import org.planledger.command.dispatch.Commands;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Hash;
import org.planledger.ledger.KeyKind;
import org.planledger.ledger.LoggedEvent;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Signer;
import org.planledger.ledger.Tile;
import org.planledger.ledger.TileReader;
import org.planledger.ledger.Tree;
import org.planledger.ledger.bundle.Bundle;
import org.planledger.ledger.bundle.BundleWriter;
import org.planledger.ledger.verifier.Verifier;
import org.planledger.query.QuerySideApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proofs, the verification of a whole log, leaves beside appending, and the self-audit. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Times a proof, the auditors' program on a whole log in a process of 512 MB, how the ledger",
      "keeps up with commands from many callers on PostgreSQL, each commit on disk, and the",
      "self-audit."
    })
public final class LedgerCost implements Callable<Integer> {
  private static final String ORIGIN = "bench.example/log";
  private static final int PROOFS = 1_000;
  private static final int[] CALLERS = {1, 8, 64};
  static final String LAG =
      "SELECT (SELECT coalesce(max(global_index), 0) FROM domain_event) - position FROM"
          + " ledger_state";

  @Option(names = "--events", description = "of the log (default: ${DEFAULT-VALUE})")
  private int events = 100_000;

  @Option(names = "--seconds", description = "of commands, a round (default: ${DEFAULT-VALUE})")
  private int seconds = 5;

  @Mixin private Measured measured = new Measured();

  private final Map<Tile, byte[]> tiles = new HashMap<>();

  /** For the command line. */
  public LedgerCost() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException, ExecutionException {
    Path data = Files.createTempDirectory("planledger-bench");
    Signer key = Signer.generate(ORIGIN, KeyKind.LOG);
    List<Note> published = grow(key);
    proofs();
    verification(data, "one checkpoint", List.of(published.getLast()), key);
    verification(data, "a checkpoint after each event", published, key);
    keepingUp(data);
    new SelfAuditCost(events, data.resolve("audited"), measured).measure();
    measured.finish();
    return 0;
  }

  /** A checkpoint after each event is the most that there can be. */
  private List<Note> grow(Signer key) {
    Tree tree = new Tree();
    List<Note> published = new ArrayList<>(events);
    for (int i = 0; i < events; i++) {
      tree.append(Merkle.leaf(event(i).envelope().leaf()));
      published.add(new Checkpoint(ORIGIN, tree.size(), tree.root()).sign(List.of(key)));
    }
    tiles.putAll(tree.takeTiles());
    return published;
  }

  private static LoggedEvent event(int i) {
    String payload =
        "{\"amendmentId\":\"a-%d\",\"on\":\"2026-01-05\",\"planId\":\"bench\",\"reason\":\"%s\"}"
            .formatted(i, "Because it was said before. ".repeat(20));
    return new LoggedEvent(
        new Envelope(
            new Envelope.Actor("p-bench", "user", null),
            "plan:bench",
            "PlanAggregate",
            "event-" + i,
            i + 1L,
            "m-1",
            Hash.of(CanonicalJson.of(payload)),
            "AmendmentWithdrawn",
            1,
            i,
            Instant.parse("2026-01-05T12:00:00Z").plusMillis(i),
            null,
            null),
        payload);
  }

  private void proofs() throws IOException, SQLException, InterruptedException {
    Merkle.Subtrees warm = new TileReader(this::tile, 1_000).at(events);
    measured.inTurns(
        "proof of an event",
        events,
        PROOFS,
        new Measured.Contenders()
            .with(
                "tiles at hand",
                (round, i) -> Merkle.inclusion((i * 7_919L + round + 1) % events, events, warm)));
  }

  private void verification(Path data, String which, List<Note> published, Signer key)
      throws IOException, InterruptedException {
    Note note = published.getLast();
    Path zip = data.resolve("bundle.zip");
    Path since = Files.write(data.resolve("since"), note.bytes());
    Bundle bundle =
        new Bundle(
            note,
            () -> published.stream().map(Note::toString).iterator(),
            List.of(new Bundle.Key(key.verifier(), 0, null)),
            List.of(),
            () -> all(),
            this::tile);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(zip))) {
      BundleWriter.writeZip(bundle, out);
    }
    measured.tell("%s: the bundle has %d MB", which, Files.size(zip) >> 20);
    double[] times = new double[measured.rounds()];
    for (int round = 0; round < times.length; round++) {
      long start = System.nanoTime();
      Process process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-Xmx512m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Verifier.class.getName(),
                  "verify",
                  zip.toString(),
                  "--vkey",
                  key.verifier().toString(),
                  "--since",
                  since.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      times[round] = (System.nanoTime() - start) / 1e9;
    }
    measured.add("verify a bundle, 512 MB, with start", events, which, "s", times);
  }

  private byte[] tile(Tile tile) {
    return Objects.requireNonNull(tiles.get(tile), tile::path);
  }

  private Iterator<LoggedEvent> all() {
    return IntStream.range(0, events).mapToObj(LedgerCost::event).iterator();
  }

  /** Of the ledger on a node of the query side beside commands, all on one PostgreSQL. */
  private void keepingUp(Path data)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    try (EmbeddedPostgres server = DurablePostgres.start();
        ConfigurableApplicationContext commandSide =
            Node.start(server, data.resolve("commands"), List.of(), CommandSideApplication.class);
        ConfigurableApplicationContext querySide =
            Node.start(
                server,
                data.resolve("queries"),
                List.of("planledger.ledger.interval=100ms"),
                QuerySideApplication.class)) {
      Commands commands = commandSide.getBean(Commands.class);
      JdbcClient database = querySide.getBean(JdbcClient.class);
      for (int callers : CALLERS) {
        for (int caller = 0; caller < callers; caller++) {
          Amendments.open(commands, plan(callers, caller));
        }
        keepingUp(commands, database, callers);
      }
    }
  }

  private static String plan(int callers, int caller) {
    return "bench-%d-%d".formatted(callers, caller);
  }

  private void keepingUp(Commands commands, JdbcClient database, int callers)
      throws InterruptedException, ExecutionException {
    double[] carriedOut = new double[measured.rounds()];
    double[] taken = new double[measured.rounds()];
    double[] open = new double[measured.rounds()];
    double[] late = new double[measured.rounds()];
    int[] times = new int[callers];
    for (int round = -1; round < measured.rounds(); round++) {
      awaitLeaves(database);
      double before = number(database, "SELECT size FROM ledger_state");
      long start = System.nanoTime();
      double rate =
          Callers.rate(
              callers,
              seconds,
              (caller, time) ->
                  commands.carryOut(
                      Amendments.next(plan(callers, caller), "any", time), Amendments.request()),
              times);
      double elapsed = (System.nanoTime() - start) / 1e9;
      long lag = number(database, LAG);
      double leaves = number(database, "SELECT size FROM ledger_state") - before;
      long stopped = System.nanoTime();
      awaitLeaves(database);
      if (round >= 0) {
        carriedOut[round] = rate;
        taken[round] = leaves / elapsed;
        open[round] = lag;
        late[round] = (System.nanoTime() - stopped) / 1e6;
      }
    }
    String work = "events/s, %d callers".formatted(callers);
    measured.add(work, 0, "by whole commands", "/s", carriedOut);
    measured.add(work, 0, "leaves made meanwhile", "/s", taken);
    measured.add(work, 0, "without a leaf at the end", "", open);
    measured.add(
        "from the last of them to its leaf, %d callers".formatted(callers),
        0,
        "ledger",
        "ms",
        late);
  }

  private static long number(JdbcClient database, String question) {
    return database.sql(question).query(Long.class).single();
  }

  private static void awaitLeaves(JdbcClient database) throws InterruptedException {
    while (number(database, LAG) > 0) {
      Thread.sleep(1);
    }
  }
}
