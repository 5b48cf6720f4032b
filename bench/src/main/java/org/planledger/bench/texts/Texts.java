package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.api.BlameCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.blame.BlameResult;
import org.planledger.bench.Measured;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.TextVersion;
import org.planledger.query.texts.Checkpoints;
import org.planledger.text.Passage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Texts in time, beside what else keeps versions of texts. */
@Command(
    name = "texts",
    mixinStandardHelpOptions = true,
    description = {
      "Asks for drafts of random days, differences and the origin of words of a plan of 300",
      "elements, of the history in memory and of others that keep versions, in turns. Drafts must",
      "have the same bytes everywhere. Also restart, rebuild and memory."
    })
public final class Texts implements Callable<Integer> {
  private static final int DAYS = 25 * 365;

  /** Those who audit objects take each edit as a commit of its own, which takes long. */
  private static final int MOST_OF_OBJECT_AUDITS = 10_000;

  @Option(
      names = "--revisions",
      split = ",",
      description = "how many edits (default: ${DEFAULT-VALUE})")
  private int[] revisions = {1_000, 10_000, 100_000};

  @Option(names = "--questions", description = "a round (default: ${DEFAULT-VALUE})")
  private int questions = 200;

  @Mixin private Measured measured = new Measured();

  /** For the command line. */
  public Texts() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    for (int n : revisions) {
      measure(n);
      mixed(n);
    }
    measured.finish();
    return 0;
  }

  private void measure(int n) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("planledger-bench");
    GitRepository git = new GitRepository(folder.resolve("git"));
    Planledger planledger = new Planledger();
    Memory memory = new Memory();
    JGit jgit = new JGit(git);
    List<Engine> engines =
        new ArrayList<>(
            List.of(planledger, memory, new PostgresTable(), jgit, new GitCatFile(git)));
    if (n <= MOST_OF_OBJECT_AUDITS) {
      engines.add(new Envers());
      engines.add(new JaVers());
    }
    try {
      long before = used();
      planledger.load(new WorkloadLog(n));
      measured.add(
          "memory a revision",
          n,
          "planledger",
          "B",
          (used() - before) / (double) planledger.size());
      for (Engine engine : engines) {
        if (!engine.equals(planledger)) {
          measured.tell("%d revisions into %s", n, engine.name());
          engine.load(new WorkloadLog(n));
        }
      }
      drafts("draft of a random day", n, engines);
      differences(n, planledger.history(), memory, jgit, git);
      origins(n, planledger.history(), memory, jgit, git);
      restart(n, planledger.history(), folder.resolve("checkpoints"));
    } finally {
      for (Engine engine : engines) {
        engine.close();
      }
      delete(folder);
    }
  }

  /** Bytes in use after everything that is not was let go. */
  private static long used() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }

  private LocalDate[][] days(long seed) {
    Workload.Random random = new Workload.Random(seed);
    LocalDate[][] days = new LocalDate[measured.rounds() + 1][questions];
    for (LocalDate[] round : days) {
      Arrays.setAll(round, i -> Log.FIRST.plusDays(random.below(DAYS)));
    }
    return days;
  }

  private void drafts(String work, int n, List<Engine> engines)
      throws IOException, SQLException, InterruptedException {
    LocalDate[][] days = days(7);
    for (LocalDate[] round : days) {
      for (int i = 0; i < Math.min(20, questions); i++) {
        check(engines, round[i]);
      }
    }
    measured.tell("%d revisions: %s", n, work);
    Measured.Contenders contenders = new Measured.Contenders();
    for (Engine engine : engines) {
      byte[] buffer = new byte[1 << 20];
      contenders.with(engine.name(), (round, i) -> engine.draft(days[round + 1][i], buffer));
    }
    measured.inTurns(work, n, questions, contenders);
  }

  /** All engines give the same bytes, but for line breaks. */
  private static void check(List<Engine> engines, LocalDate day) throws IOException, SQLException {
    byte[] expected = null;
    for (Engine engine : engines) {
      byte[] buffer = new byte[1 << 20];
      byte[] given = withoutBreaks(buffer, engine.draft(day, buffer));
      if (expected != null && !Arrays.equals(given, expected)) {
        throw new IllegalStateException(
            "%s gives another draft of %s".formatted(engine.name(), day));
      }
      expected = given;
    }
  }

  private static byte[] withoutBreaks(byte[] bytes, int length) {
    int end = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] != '\n') {
        bytes[end++] = bytes[i];
      }
    }
    return Arrays.copyOf(bytes, end);
  }

  private void differences(int n, PlanHistory history, Memory memory, JGit jgit, GitRepository git)
      throws IOException, SQLException, InterruptedException {
    measured.tell("%d revisions: differences", n);
    LocalDate[][] one = days(11);
    LocalDate[][] other = days(13);
    compare("words changed, random days", n, history, memory, jgit, git, one, other);
    LocalDate[][] near = new LocalDate[measured.rounds() + 1][];
    int step = Math.max(1, 3 * 20 * DAYS / n);
    for (int round = 0; round <= measured.rounds(); round++) {
      near[round] =
          Arrays.stream(one[round]).map(day -> day.plusDays(step)).toArray(LocalDate[]::new);
    }
    compare("words changed, 3 meetings apart", n, history, memory, jgit, git, one, near);
  }

  private void compare(
      String work,
      int n,
      PlanHistory history,
      Memory memory,
      JGit jgit,
      GitRepository git,
      LocalDate[][] one,
      LocalDate[][] other)
      throws IOException, SQLException, InterruptedException {
    long[] marked = new long[2];
    measured.inTurns(
        work,
        n,
        questions / 4,
        new Measured.Contenders()
            .with(
                "planledger",
                (round, i) ->
                    marked[0] +=
                        Differences.ofPlanledger(
                            history, first(one, other, round, i), last(one, other, round, i)))
            .with(
                "histogram, changed elements",
                (round, i) ->
                    marked[1] +=
                        Differences.ofHistogram(
                            memory, first(one, other, round, i), last(one, other, round, i)))
            .with(
                "JGit DiffFormatter",
                (round, i) ->
                    Differences.ofJgit(
                        jgit.repository(),
                        git,
                        first(one, other, round, i),
                        last(one, other, round, i))));
    int each = questions / 4;
    double asked = (measured.rounds() + 1.0) * each;
    measured.add(work + ": marked", n, "planledger", "ch", marked[0] / asked);
    measured.add(work + ": marked", n, "histogram", "ch", marked[1] / asked);
  }

  private static LocalDate first(LocalDate[][] one, LocalDate[][] other, int round, int i) {
    LocalDate a = one[round + 1][i];
    LocalDate b = other[round + 1][i];
    return a.isBefore(b) ? a : b;
  }

  private static LocalDate last(LocalDate[][] one, LocalDate[][] other, int round, int i) {
    LocalDate a = one[round + 1][i];
    LocalDate b = other[round + 1][i];
    return a.isBefore(b) ? b : a;
  }

  /** Of the element whose number of versions is nearest to a thousand. */
  private void origins(int n, PlanHistory history, Memory memory, JGit jgit, GitRepository git)
      throws IOException, SQLException, InterruptedException {
    int element =
        IntStream.range(0, Workload.ELEMENTS)
            .boxed()
            .min(Comparator.comparingInt(e -> Math.abs(memory.versions(e) - 1_000)))
            .orElseThrow();
    measured.tell("%d revisions: origin of words, %d versions", n, memory.versions(element));
    String id = Log.id(element);
    String work = "origin of each word";
    measured.inTurns(
        work,
        n,
        questions,
        new Measured.Contenders().with("planledger", (round, i) -> origin(history, id)));
    measured.inTurns(
        work,
        n,
        1,
        new Measured.Contenders()
            .with("git blame", (round, i) -> blame(git, GitRepository.path(Log.rank(element))))
            .with("JGit blame", (round, i) -> blame(jgit, GitRepository.path(Log.rank(element)))));
  }

  /** Where and when each word came, and by whom. */
  private static int origin(PlanHistory history, String id) {
    long known = history.size() - 1L;
    Passage passage =
        history
            .last(known)
            .flatMap(step -> step.find(id))
            .flatMap(provision -> Optional.ofNullable(provision.texts().get(Log.LANGUAGE)))
            .map(TextVersion::passage)
            .orElseThrow();
    int told = 0;
    for (Passage.Run run : passage.runs()) {
      told += history.entry(run.revision(), known).orElseThrow().on().getYear() * run.count();
    }
    return told;
  }

  private static void blame(GitRepository git, String path)
      throws IOException, InterruptedException {
    Process process = git.git("blame", "--porcelain", "main", "--", path).start();
    process.getInputStream().readAllBytes();
    process.waitFor();
  }

  private static void blame(JGit jgit, String path) throws IOException {
    try {
      BlameResult result =
          new BlameCommand(jgit.repository())
              .setStartCommit(jgit.repository().resolve("main"))
              .setFilePath(path)
              .call();
      result.computeAll();
    } catch (GitAPIException e) {
      throw new IOException(e);
    }
  }

  private void restart(int n, PlanHistory history, Path folder)
      throws IOException, SQLException, InterruptedException {
    measured.tell("%d revisions: restart", n);
    try (Checkpoints checkpoints = new Checkpoints(folder)) {
      checkpoints.write(Log.PLAN, history);
    }
    LocalDate day = Log.FIRST.plusDays(DAYS / 2);
    byte[] buffer = new byte[1 << 20];
    int expected = Planledger.draft(history, day, buffer);
    measured.inTurns(
        "restart to the first draft",
        n,
        5,
        new Measured.Contenders()
            .with(
                "from the checkpoint",
                (round, i) -> {
                  try (Checkpoints checkpoints = new Checkpoints(folder)) {
                    PlanHistory opened = checkpoints.open(Log.PLAN).orElseThrow();
                    if (Planledger.draft(opened, day, buffer) != expected) {
                      throw new IllegalStateException("Another draft after a restart");
                    }
                  }
                }));
    long start = System.nanoTime();
    PlanHistory[] rebuilt = {PlanHistory.none()};
    new WorkloadLog(n).each(next -> rebuilt[0] = rebuilt[0].and(next));
    measured.add(
        "restart to the first draft",
        n,
        "folded from the log",
        "us",
        (System.nanoTime() - start) / 1e3);
    byte[] again = new byte[1 << 20];
    for (LocalDate each : days(17)[0]) {
      int length = Planledger.draft(history, each, buffer);
      if (length != Planledger.draft(rebuilt[0], each, again)
          || !Arrays.equals(buffer, 0, length, again, 0, length)) {
        throw new IllegalStateException("Another draft after a rebuild");
      }
    }
  }

  /** The second workload, also as it was known at an instant. */
  private void mixed(int n) throws IOException, SQLException, InterruptedException {
    Path folder = Files.createTempDirectory("planledger-bench");
    Planledger planledger = new Planledger();
    List<Engine> engines =
        List.of(
            planledger,
            new Memory(),
            new PostgresTable(),
            new JGit(new GitRepository(folder.resolve("git"))));
    try {
      for (Engine engine : engines) {
        measured.tell("%d mixed decisions into %s", n, engine.name());
        engine.load(new MixedLog(n));
      }
      drafts("draft of a random day, mixed", n, engines);
      twoClocks(n, planledger.history());
    } finally {
      for (Engine engine : engines) {
        engine.close();
      }
      delete(folder);
    }
  }

  private void twoClocks(int n, PlanHistory history)
      throws IOException, SQLException, InterruptedException {
    LocalDate[][] days = days(19);
    LocalDate[][] known = days(23);
    byte[] buffer = new byte[1 << 20];
    measured.inTurns(
        "draft on both clocks, mixed",
        n,
        questions,
        new Measured.Contenders()
            .with(
                "on the decided day",
                (round, i) -> Planledger.draft(history, days[round + 1][i], buffer))
            .with(
                "as known at an instant",
                (round, i) -> {
                  Instant instant = known[round + 1][i].atStartOfDay(ZoneOffset.UTC).toInstant();
                  LocalDate day = days[round + 1][i];
                  history
                      .find(
                          Math.max(history.knownAt(instant), WorkloadLog.BEFORE),
                          DecidedOrder.endOf(day))
                      .ifPresent(step -> Planledger.copy(step, buffer));
                }));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
