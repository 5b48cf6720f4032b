package org.planledger.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured: of each work and engine the median and the range of the rounds. */
public final class Measured {
  private final List<Row> rows = new ArrayList<>();

  /** Nothing yet. */
  public Measured() {}

  /**
   * A figure.
   *
   * @param median of the rounds
   */
  public record Row(
      String work,
      int revisions,
      String engine,
      String unit,
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

  /**
   * Asks each contender the same questions in turns; one round before the first is not counted.
   *
   * @param questions a round; the median of their times is the figure of the round
   */
  public void inTurns(String work, int revisions, int rounds, int questions, Contenders contenders)
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

  /** Takes figures measured otherwise. */
  public void add(String work, int revisions, String engine, String unit, double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    rows.add(
        new Row(
            work,
            revisions,
            engine,
            unit,
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1]));
  }

  /** The table, each engine beside the first of its work. */
  public void print(PrintWriter out) {
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

  /** The same as JSON. */
  public String json() throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows);
  }
}
