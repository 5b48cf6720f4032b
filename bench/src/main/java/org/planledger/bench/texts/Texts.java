package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.planledger.bench.Measured;
import org.planledger.plan.PlanHistory;
import org.planledger.query.texts.Checkpoints;
import org.planledger.text.Passage;
import org.planledger.text.WordId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Texts in time, beside what else keeps versions of texts. */
@Command(
    name = "texts",
    mixinStandardHelpOptions = true,
    description = {
      "Asks for drafts of random days, differences and the origin of words of a plan of 300",
      "elements, of the history in memory and of others that keep versions. Drafts must have the",
      "same bytes everywhere. Each round asks each of them by JMH in a process of its own. Also",
      "restart, rebuild and memory, measured by hand, and how much is marked in Chinese."
    })
public final class Texts implements Callable<Integer> {
  private static final int CHECKED = 100;
  private static final int COMPARED = 200;

  /** Those who audit objects take each edit as a commit of its own, which takes long. */
  private static final int MOST_OF_OBJECT_AUDITS = 10_000;

  @Option(
      names = "--revisions",
      split = ",",
      description = "how many edits (default: ${DEFAULT-VALUE})")
  private int[] revisions = {1_000, 10_000, 100_000};

  @Mixin private Measured measured = new Measured();

  /** For the command line. */
  public Texts() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Chinese.measure(measured);
    for (int n : revisions) {
      measure(n);
      mixed(n);
    }
    measured.finish();
    return 0;
  }

  private void measure(int n) throws IOException, SQLException, InterruptedException {
    Prepared prepared = prepared(Prepared.EDITS, n);
    List<Engine> engines = new ArrayList<>();
    try {
      long before = used();
      Planledger planledger = new Planledger(checkpoints(prepared));
      measured.tell("%d revisions into %s", n, planledger.name());
      engines.add(planledger);
      planledger.fold(prepared.log());
      measured.add(
          "memory a revision",
          n,
          planledger.name(),
          "B",
          (used() - before) / (double) planledger.size());
      planledger.write();
      figures(prepared);
      List<String> others =
          new ArrayList<>(
              List.of(Prepared.ARRAYS, Prepared.POSTGRESQL, Prepared.JGIT, Prepared.CAT_FILE));
      if (n <= MOST_OF_OBJECT_AUDITS) {
        others.add(Prepared.ENVERS);
        others.add(Prepared.JAVERS);
      }
      load(prepared, others, engines);
      Forks forks = new Forks(measured, prepared);
      drafts("draft of a random day", forks, engines);
      forks.inRounds(
          "draft of one of %s days".formatted(Questions.FEW_DAYS),
          Forks.drafts(names(engines), Questions.FEW_DAYS));
      differences(n, planledger.history(), engines, forks);
      origins(prepared, planledger.history(), forks);
      restart(prepared, planledger.history());
    } finally {
      close(engines, prepared);
    }
  }

  /** What tells the workload from another: words and bytes of its versions, in the mean. */
  private void figures(Prepared prepared) {
    long[] sums = new long[3];
    prepared
        .log()
        .eachVersion(
            (element, revision, at, rank, words) -> {
              List<String> all = Objects.requireNonNull(words);
              sums[0]++;
              sums[1] += all.size();
              sums[2] += String.join("", all).getBytes(StandardCharsets.UTF_8).length;
            });
    double versions = sums[0];
    measured.add(
        "the workload: words a version", prepared.edits(), "", "", "counted", sums[1] / versions);
    measured.add(
        "the workload: bytes a version", prepared.edits(), "", "B", "counted", sums[2] / versions);
  }

  private static Prepared prepared(String workload, int n) throws IOException {
    return new Prepared(Files.createTempDirectory("planledger-bench"), workload, n);
  }

  private static Path checkpoints(Prepared prepared) {
    return prepared.folder().resolve(Prepared.CHECKPOINTS);
  }

  /** Loads the workload, and opens it here to see that it is the same everywhere. */
  private void load(Prepared prepared, List<String> names, List<Engine> engines)
      throws IOException, SQLException, InterruptedException {
    for (String name : names) {
      measured.tell("%d revisions (%s) into %s", prepared.edits(), prepared.workload(), name);
      Engine engine = prepared.engine(name);
      engines.add(engine);
      engine.load(prepared.log());
      engine.open(prepared.log());
    }
    for (LocalDate day : Log.days(7, CHECKED)) {
      check(engines, day);
    }
  }

  private static void close(List<Engine> engines, Prepared prepared)
      throws IOException, SQLException {
    for (Engine engine : engines) {
      engine.close();
    }
    delete(prepared.folder());
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

  private static void drafts(String work, Forks forks, List<Engine> engines) throws IOException {
    forks.inRounds(work, Forks.drafts(names(engines), Questions.ALL_DAYS));
  }

  private static List<String> names(List<Engine> engines) {
    return engines.stream().map(Engine::name).toList();
  }

  /** All engines give the same bytes, but for line breaks. */
  private static void check(List<Engine> engines, LocalDate day) throws IOException, SQLException {
    byte[] expected = null;
    for (Engine engine : engines) {
      byte[] buffer = new byte[Engine.LONGEST];
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

  private void differences(int n, PlanHistory history, List<Engine> engines, Forks forks)
      throws IOException {
    for (String apart : List.of(Questions.RANDOM, Questions.NEAR)) {
      String work = "words changed, " + apart;
      Map<String, String> with = Map.of("apart", apart, "days", Questions.FEW_DAYS);
      forks.inRounds(
          work,
          List.of(
              new Forks.Contender(Prepared.PLANLEDGER, "changedByPlanledger", with),
              new Forks.Contender("histogram, changed elements", "changedByHistogram", with),
              new Forks.Contender("histogram, edits alone", "editsOfHistogram", with),
              new Forks.Contender("JGit DiffFormatter", "changedByJgit", with)));
      Memory memory =
          engines.stream()
              .filter(Memory.class::isInstance)
              .map(Memory.class::cast)
              .findFirst()
              .orElseThrow();
      LocalDate[] one = Log.days(11, COMPARED);
      LocalDate[] other = Questions.others(one, apart, n);
      long ours = 0;
      long histogram = 0;
      for (int i = 0; i < COMPARED; i++) {
        LocalDate from = Questions.first(one[i], other[i]);
        LocalDate to = Questions.last(one[i], other[i]);
        Differences.check(history, memory, from, to);
        ours += Differences.ofPlanledger(history, from, to, Differences::marked);
        histogram += Differences.ofHistogram(memory, from, to, Differences::marked);
      }
      marked(work, n, Prepared.PLANLEDGER, ours);
      marked(work, n, "histogram", histogram);
    }
  }

  private void marked(String work, int n, String by, long characters) {
    measured.add(work + ": marked", n, by, "ch", "counted", characters / (double) COMPARED);
  }

  private void origins(Prepared prepared, PlanHistory history, Forks forks)
      throws IOException, InterruptedException {
    int element = nearestToAThousand(prepared.log());
    Map<String, String> of = Map.of("element", String.valueOf(element));
    String work = "origin of each word";
    forks.inRounds(
        work,
        List.of(
            new Forks.Contender(Prepared.PLANLEDGER, "origin", of),
            new Forks.Contender("git blame", "gitBlame", of),
            new Forks.Contender("JGit blame", "jgitBlame", of)));
    measured.add(
        work + ": as git blame says",
        prepared.edits(),
        Prepared.PLANLEDGER,
        "%",
        "counted",
        sameOrigins(
            history, Log.id(element), prepared.git().blame(GitRepository.path(Log.rank(element)))));
  }

  /**
   * How many of a hundred words came on the day that git names: it guesses by comparing what each
   * commit has, so that where a word stands twice it may name the other.
   */
  private static double sameOrigins(
      PlanHistory history, String element, List<GitRepository.Blamed> blamed) {
    long known = history.size() - 1L;
    Passage passage = Questions.passage(history, element);
    int same = 0;
    int next = 0;
    for (GitRepository.Blamed one : blamed) {
      long revision = WordId.revision(passage.id(next));
      same += history.entry(revision, known).orElseThrow().on().equals(one.day()) ? 1 : 0;
      StringBuilder word = new StringBuilder();
      while (word.length() < one.word().length()) {
        word.append(passage.word(next++));
      }
      if (!word.toString().equals(one.word())) {
        throw new IllegalStateException("git blames another word: " + one.word());
      }
    }
    return 100.0 * same / blamed.size();
  }

  /** The element whose number of versions is nearest to a thousand. */
  private static int nearestToAThousand(Log log) {
    int[] versions = new int[Workload.ELEMENTS];
    log.eachVersion((element, revision, at, rank, words) -> versions[element]++);
    return IntStream.range(0, versions.length)
        .boxed()
        .min(Comparator.comparingInt(element -> Math.abs(versions[element] - 1_000)))
        .orElseThrow();
  }

  private void restart(Prepared prepared, PlanHistory history)
      throws IOException, SQLException, InterruptedException {
    int n = prepared.edits();
    measured.tell("%d revisions: restart", n);
    Path folder = checkpoints(prepared);
    LocalDate day = Log.FIRST.plusDays(Log.DAYS / 2);
    byte[] buffer = new byte[Engine.LONGEST];
    byte[] expected = Arrays.copyOf(buffer, Planledger.draft(history, day, buffer));
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
                    int length = Planledger.draft(opened, day, buffer);
                    if (!Arrays.equals(buffer, 0, length, expected, 0, expected.length)) {
                      throw new IllegalStateException("Another draft after a restart");
                    }
                  }
                }));
    long start = System.nanoTime();
    PlanHistory[] rebuilt = {PlanHistory.none()};
    prepared.log().each(next -> rebuilt[0] = rebuilt[0].and(next));
    measured.add(
        "restart to the first draft",
        n,
        "folded from the log",
        "us",
        (System.nanoTime() - start) / 1e3);
    byte[] again = new byte[Engine.LONGEST];
    for (LocalDate each : Log.days(17, COMPARED)) {
      int length = Planledger.draft(history, each, buffer);
      if (length != Planledger.draft(rebuilt[0], each, again)
          || !Arrays.equals(buffer, 0, length, again, 0, length)) {
        throw new IllegalStateException("Another draft after a rebuild");
      }
    }
  }

  /** The second workload, also as it was known at an instant. */
  private void mixed(int n) throws IOException, SQLException, InterruptedException {
    Prepared prepared = prepared(Prepared.MIXED, n);
    List<Engine> engines = new ArrayList<>();
    try {
      load(
          prepared,
          List.of(Prepared.PLANLEDGER, Prepared.ARRAYS, Prepared.POSTGRESQL, Prepared.JGIT),
          engines);
      Forks forks = new Forks(measured, prepared);
      drafts("draft of a random day, mixed", forks, engines);
      forks.inRounds(
          "draft on both clocks, mixed",
          List.of(
              new Forks.Contender("on the decided day", "decided", Map.of()),
              new Forks.Contender("as known at an instant", "decidedAndKnown", Map.of())));
    } finally {
      close(engines, prepared);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
