package org.planledger.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What was measured: of each work and engine the median and the range of the rounds. As a mixin of
 * a command, its options say how often and where the figures go.
 */
public final class Measured {
  /** How a figure was taken that {@link #inTurns} or the command itself has timed. */
  public static final String BY_HAND = "by hand";

  @Option(names = "--rounds", description = "default: ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(names = "--json", description = "file that the figures are also written to")
  private @Nullable Path json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  private final List<Row> rows = new ArrayList<>();

  /** Nothing yet. */
  public Measured() {}

  /**
   * A figure.
   *
   * @param how it was taken
   * @param median of the rounds
   */
  public record Row(
      String work,
      int revisions,
      String engine,
      String unit,
      String how,
      double median,
      double min,
      double max) {}

  /** Something to be timed, for the i-th question of a round. */
  @FunctionalInterface
  public interface Question {
    /** Asks it. */
    void ask(int round, int i) throws IOException, SQLException, InterruptedException;
  }

  /** Those who answer the same question, in the order in which they are told of. */
  public static final class Contenders {
    private final Map<String, Question> all = new LinkedHashMap<>();

    /** Nobody yet. */
    public Contenders() {}

    /** And one more. */
    public Contenders with(String engine, Question question) {
      all.put(engine, question);
      return this;
    }
  }

  /** Rounds that count. */
  public int rounds() {
    return rounds;
  }

  /** Says how far it is. */
  public void tell(String format, Object... arguments) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(format + "%n", arguments);
    err.flush();
  }

  /**
   * Asks each contender the same questions in turns; one round before the first is not counted.
   *
   * @param questions a round; the median of their times is the figure of the round
   */
  public void inTurns(String work, int revisions, int questions, Contenders contenders)
      throws IOException, SQLException, InterruptedException {
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Question> contender : contenders.all.entrySet()) {
        long[] nanoseconds = new long[questions];
        for (int i = 0; i < questions; i++) {
          long start = System.nanoTime();
          contender.getValue().ask(round, i);
          nanoseconds[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanoseconds);
        if (round >= 0) {
          times.computeIfAbsent(contender.getKey(), any -> new double[rounds])[round] =
              nanoseconds[questions / 2] / 1e3;
        }
      }
    }
    times.forEach((engine, each) -> add(work, revisions, engine, "us", each));
  }

  /** Takes figures measured by hand. */
  public void add(String work, int revisions, String engine, String unit, double... rounds) {
    add(work, revisions, engine, unit, BY_HAND, rounds);
  }

  /** Takes figures measured otherwise. */
  public void add(
      String work, int revisions, String engine, String unit, String how, double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    Row row =
        new Row(
            work,
            revisions,
            engine,
            unit,
            how,
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1]);
    rows.add(row);
    // At once: a run takes long, and what it has found is not to be lost with it.
    tell("%s, %s: %.1f %s (%.1f-%.1f)", work, engine, row.median(), unit, row.min(), row.max());
  }

  /** Prints the table, each engine beside the first of its work, and writes the JSON. */
  public void finish() throws IOException {
    print(spec.commandLine().getOut());
    if (json != null) {
      Files.writeString(
          json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
    }
  }

  private void print(PrintWriter out) {
    out.printf(
        "%-42s %9s  %-30s %12s %25s %8s%n", "work", "revisions", "", "median", "rounds", "times");
    Row first = null;
    for (Row row : rows) {
      if (first == null
          || !first.work().equals(row.work())
          || first.revisions() != row.revisions()) {
        first = row;
      }
      out.printf(
          "%-42s %9d  %-30s %9.1f %-2s %11.1f -%12.1f %8.2f%n",
          row.work(),
          row.revisions(),
          row.engine(),
          row.median(),
          row.unit(),
          row.min(),
          row.max(),
          row.median() / first.median());
    }
    out.flush();
  }
}
