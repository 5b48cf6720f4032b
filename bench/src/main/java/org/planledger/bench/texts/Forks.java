package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.planledger.bench.Measured;

/**
 * Asks {@link Questions} by JMH. In each round every contender has a process of its own, one after
 * the other, so that what slows the machine down for a while slows all of them.
 */
final class Forks {
  private static final int WARM_UP = 4;
  private static final int MEASURED = 3;
  private static final TimeValue EACH = TimeValue.milliseconds(400);

  private final Measured measured;
  private final Prepared prepared;

  Forks(Measured measured, Prepared prepared) {
    this.measured = measured;
    this.prepared = prepared;
  }

  /** A method of {@link Questions}, and what it is asked with. */
  record Contender(String name, String method, Map<String, String> with) {}

  void inRounds(String work, List<Contender> contenders) throws IOException {
    Map<Contender, double[]> scores = new LinkedHashMap<>();
    for (int round = 0; round < measured.rounds(); round++) {
      measured.tell("%d revisions: %s, round %d", prepared.edits(), work, round + 1);
      for (Contender contender : contenders) {
        scores.computeIfAbsent(contender, any -> new double[measured.rounds()])[round] =
            score(contender);
      }
    }
    scores.forEach(
        (contender, each) ->
            measured.add(
                work, prepared.edits(), contender.name(), "us", how(contender.method()), each));
  }

  private static boolean once(String method) {
    return Questions.ONCE.contains(method);
  }

  private static String how(String method) {
    return once(method)
        ? "JMH, a fork a round, 1 call to warm up, 1 call"
        : "JMH, a fork a round, %d x %s to warm up, mean of %d x %s"
            .formatted(WARM_UP, EACH, MEASURED, EACH);
  }

  private double score(Contender contender) throws IOException {
    boolean once = once(contender.method());
    Path log = Files.createTempFile("planledger-bench", ".log");
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\Q" + Questions.class.getName() + "." + contender.method() + "\\E$")
            .mode(once ? Mode.SingleShotTime : Mode.AverageTime)
            .forks(1)
            .warmupIterations(once ? 1 : WARM_UP)
            .warmupTime(EACH)
            .measurementIterations(once ? 1 : MEASURED)
            .measurementTime(EACH)
            .shouldFailOnError(true)
            .output(log.toString())
            .param("folder", prepared.folder().toString())
            .param("workload", prepared.workload())
            .param("edits", String.valueOf(prepared.edits()));
    contender.with().forEach(options::param);
    try {
      double score = new Runner(options.build()).runSingle().getPrimaryResult().getScore();
      Files.delete(log);
      return score;
    } catch (RunnerException e) {
      throw new IOException("%s failed; see %s".formatted(contender, log), e);
    }
  }

  /** Those who are asked for the drafts of the same days. */
  static List<Contender> drafts(List<String> engines, String days) {
    List<Contender> all = new ArrayList<>();
    for (String engine : engines) {
      all.add(new Contender(engine, "draft", Map.of("engine", engine, "days", days)));
    }
    return all;
  }
}
