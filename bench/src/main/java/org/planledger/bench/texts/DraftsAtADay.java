package org.planledger.bench.texts;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole draft of a random day, beside what else keeps versions of texts. */
@Command(
    name = "drafts",
    mixinStandardHelpOptions = true,
    description = {
      "Copies every text of a plan of 300 elements as it was on random days, from the history in",
      "memory and from others that keep versions, in turns. All must give the same bytes."
    })
public final class DraftsAtADay implements Callable<Integer> {
  @Option(
      names = "--revisions",
      split = ",",
      description = "how many edits (default: ${DEFAULT-VALUE})")
  private int[] revisions = {1_000, 10_000, 100_000};

  @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(names = "--days", description = "a round (default: ${DEFAULT-VALUE})")
  private int days = 200;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For the command line. */
  public DraftsAtADay() {}

  /** Median microseconds a draft, of each round. */
  private record Result(int revisions, String engine, List<Double> rounds) {
    double median() {
      return rounds.get(rounds.size() / 2);
    }
  }

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    List<Result> results = new ArrayList<>();
    for (int n : revisions) {
      results.addAll(measured(n));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%9s  %-28s %12s %24s %8s%n", "revisions", "", "median us", "rounds", "times");
    double ours = 1;
    for (Result result : results) {
      if (result.engine().equals("planledger")) {
        ours = result.median();
      }
      out.printf(
          "%9d  %-28s %12.1f %11.1f -%11.1f %8.1f%n",
          result.revisions(),
          result.engine(),
          result.median(),
          result.rounds().getFirst(),
          result.rounds().getLast(),
          result.median() / ours);
    }
    out.flush();
    return 0;
  }

  private List<Result> measured(int n) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("planledger-bench");
    GitRepository git = new GitRepository(folder.resolve("git"));
    List<Engine> engines =
        List.of(new Planledger(), new PostgresTable(), new JGit(git), new GitCatFile(git));
    try {
      for (Engine engine : engines) {
        spec.commandLine().getErr().printf("%d revisions into %s%n", n, engine.name());
        engine.load(new WorkloadLog(n));
      }
      return turns(n, engines);
    } finally {
      for (Engine engine : engines) {
        engine.close();
      }
      delete(folder);
    }
  }

  private List<Result> turns(int n, List<Engine> engines) throws IOException, SQLException {
    Workload.Random random = new Workload.Random(7);
    double[][] times = new double[engines.size()][rounds];
    byte[][] buffers = new byte[engines.size()][1 << 20];
    for (int round = -1; round < rounds; round++) {
      LocalDate[] asked = new LocalDate[days];
      for (int i = 0; i < days; i++) {
        asked[i] = WorkloadLog.FIRST.plusDays(random.below(25 * 365));
      }
      check(engines, asked[0], buffers);
      for (int e = 0; e < engines.size(); e++) {
        double median = median(engines.get(e), asked, buffers[e]);
        if (round >= 0) {
          times[e][round] = median;
        }
      }
    }
    List<Result> results = new ArrayList<>();
    for (int e = 0; e < engines.size(); e++) {
      Arrays.sort(times[e]);
      results.add(new Result(n, engines.get(e).name(), Arrays.stream(times[e]).boxed().toList()));
    }
    return results;
  }

  private static double median(Engine engine, LocalDate[] asked, byte[] buffer)
      throws IOException, SQLException {
    long[] nanoseconds = new long[asked.length];
    for (int i = 0; i < asked.length; i++) {
      long start = System.nanoTime();
      engine.draft(asked[i], buffer);
      nanoseconds[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanoseconds);
    return nanoseconds[asked.length / 2] / 1e3;
  }

  /** All engines give the same bytes, but for line breaks. */
  private static void check(List<Engine> engines, LocalDate day, byte[][] buffers)
      throws IOException, SQLException {
    byte[] expected = new byte[0];
    for (int e = 0; e < engines.size(); e++) {
      int length = withoutBreaks(buffers[e], engines.get(e).draft(day, buffers[e]));
      byte[] given = Arrays.copyOf(buffers[e], length);
      if (e > 0 && !Arrays.equals(given, expected)) {
        throw new IllegalStateException(
            "%s gives another draft of %s".formatted(engines.get(e).name(), day));
      }
      expected = given;
    }
  }

  private static int withoutBreaks(byte[] bytes, int length) {
    int end = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        bytes[end++] = bytes[i];
      }
    }
    return end;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
