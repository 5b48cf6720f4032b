package org.planledger.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.planledger.faults.History.Outcome;

/**
 * Tries a fault at some points in time, each drawn from a seed of its own. With {@code
 * -Dfaults.full=true} as often as the fault is worth, with {@code -Dfaults.points=N} so often, with
 * {@code -Dfaults.seed=N} at other points: {@code .ci/faults}.
 */
final class Faults {
  /** What the nodes write, and the histories of what failed. */
  static final Path FOLDER = Path.of("target", "faults");

  private static final boolean FULL = Boolean.getBoolean("faults.full");
  private static final int POINTS = Integer.getInteger("faults.points", 0);
  private static final long SEED = Long.getLong("faults.seed", 20170912);

  /** On a machine that does much else, as many times as long. */
  private static final int PATIENCE = Integer.getInteger("faults.patience", FULL ? 1 : 3);

  /** Within that a node is ready again, and everything has come to the end of the log. */
  static final Duration RECOVERS = Duration.ofSeconds(60).multipliedBy(PATIENCE);

  /** Within that a node works again once its database is back. */
  static final Duration BACK = Duration.ofSeconds(10).multipliedBy(PATIENCE);

  /** Within that everybody is promised an answer, and a little for a busy machine. */
  static final Duration PROMISED = Duration.ofSeconds(7).multipliedBy(PATIENCE);

  private Faults() {}

  /**
   * One try.
   *
   * @param name of the fault
   * @param number of the try, from 0
   * @param back how long nodes took to work again
   */
  record Point(
      String name,
      int number,
      long seed,
      SplittableRandom random,
      History history,
      List<Duration> back) {
    /** An id that no other try uses. */
    String id(String what) {
      return "%s-%s-%d".formatted(name, what, number);
    }

    Duration between(Duration least, Duration most) {
      return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis()));
    }
  }

  /** What is done at a point. */
  interface Try {
    void at(Point point) throws Exception;
  }

  /** How much of something there is in every run of the tests, and in a full one. */
  static int times(int few, int many) {
    return FULL ? many : few;
  }

  /**
   * Tries a fault.
   *
   * @param few how often in every run of the tests
   * @param many how often in a full one
   */
  static void each(String name, int few, int many, Try one) throws IOException {
    int points = POINTS > 0 ? POINTS : times(few, many);
    assumeTrue(points > 0, "NOT TRIED in the short form; .ci/faults %s tries it".formatted(name));
    long ok = 0;
    long failed = 0;
    long unknown = 0;
    List<Duration> back = new ArrayList<>();
    Instant start = Instant.now();
    for (int number = 0; number < points; number++) {
      long seed = SEED + number;
      Point point = new Point(name, number, seed, new SplittableRandom(seed), new History(), back);
      try {
        one.at(point);
      } catch (Throwable failure) {
        throw new AssertionError(told(point, failure), failure);
      }
      ok += point.history().count(Outcome.OK);
      failed += point.history().count(Outcome.FAILED);
      unknown += point.history().count(Outcome.UNKNOWN);
      System.out.printf("%s: %d of %d points%n", name, number + 1, points);
    }
    tell(
        "%s %s: %d points from seed %d in %d s; of the operations %d ok, %d failed, %d unknown%s%n"
            .formatted(
                start,
                name,
                points,
                SEED,
                Duration.between(start, Instant.now()).toSeconds(),
                ok,
                failed,
                unknown,
                back.stream()
                    .max(Comparator.naturalOrder())
                    .map(longest -> "; back after %d ms at most".formatted(longest.toMillis()))
                    .orElse("")));
  }

  private static void tell(String line) throws IOException {
    System.out.print(line);
    Files.writeString(
        Files.createDirectories(FOLDER).resolve("results.txt"),
        line,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static String told(Point point, Throwable failure) throws IOException {
    Path file =
        Files.createDirectories(FOLDER)
            .resolve("%s-%d.history".formatted(point.name(), point.seed()));
    List<String> lines = new ArrayList<>(List.of(String.valueOf(failure)));
    lines.addAll(point.history().lines());
    Files.write(file, lines);
    return "%s at point %d (%s; all of them in %s, and what the nodes wrote beside it). Again: .ci/faults %s 1 %d"
        .formatted(
            point.name(),
            point.number(),
            point.history().counts(),
            file.toAbsolutePath(),
            point.name(),
            point.seed());
  }
}
