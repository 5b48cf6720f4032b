package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.BlameCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.blame.BlameResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.TextVersion;
import org.planledger.text.Passage;

/** What is asked of a workload that another process has prepared. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Questions {
  /** So many that their texts are in no cache of a processor. */
  static final String ALL_DAYS = "4096";

  /** So few that each contender is asked for each of them again and again. */
  static final String FEW_DAYS = "100";

  static final String RANDOM = "random days";
  static final String NEAR = "3 meetings apart";

  /** For the harness. */
  public Questions() {}

  /** Where it is prepared. */
  @State(Scope.Benchmark)
  public static class Place {
    /** A path. */
    @Param("")
    public String folder = "";

    /** Which workload. */
    @Param(Prepared.EDITS)
    public String workload = Prepared.EDITS;

    /** How many edits. */
    @Param("0")
    public int edits;

    /** The element whose words are asked for. */
    @Param("0")
    public int element;

    /** How many days are asked for, in turns; with as many pairs of days. */
    @Param(ALL_DAYS)
    public int days;

    /** For the harness. */
    public Place() {}

    Prepared prepared() {
      return new Prepared(Path.of(folder), workload, edits);
    }

    <E extends Engine> E opened(Class<E> type, String name) throws IOException, SQLException {
      E engine = type.cast(prepared().engine(name));
      engine.open(prepared().log());
      return engine;
    }
  }

  /** Drafts of random days. */
  @State(Scope.Benchmark)
  public static class Drafts {
    /** Who is asked. */
    @Param(Prepared.PLANLEDGER)
    public String engine = Prepared.PLANLEDGER;

    private final byte[] buffer = new byte[Engine.LONGEST];
    private LocalDate[] days = new LocalDate[0];
    private Engine opened = new Memory();
    private int next;

    /** For the harness. */
    public Drafts() {}

    /** Opens what is prepared. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      days = Log.days(7, place.days);
      opened = place.opened(Engine.class, engine);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException, SQLException {
      opened.close();
    }

    int draft() throws IOException, SQLException {
      return opened.draft(days[next++ % days.length], buffer);
    }
  }

  /** The draft of a day, copied into the same bytes. */
  @Benchmark
  public int draft(Drafts drafts) throws IOException, SQLException {
    return drafts.draft();
  }

  /** What Planledger keeps. */
  @State(Scope.Benchmark)
  public static class History {
    private final byte[] buffer = new byte[Engine.LONGEST];
    private LocalDate[] days = new LocalDate[0];
    private LocalDate[] known = new LocalDate[0];
    private PlanHistory history = PlanHistory.none();
    private String element = "";
    private int next;

    /** For the harness. */
    public History() {}

    /** Opens it. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      days = Log.days(19, place.days);
      known = Log.days(23, place.days);
      history = place.opened(Planledger.class, Prepared.PLANLEDGER).history();
      element = Log.id(place.element);
    }

    int draft(boolean bothClocks) {
      int i = next++ % days.length;
      long revision = history.size() - 1L;
      if (bothClocks) {
        Instant instant = known[i].atStartOfDay(ZoneOffset.UTC).toInstant();
        revision = Math.max(history.knownAt(instant), WorkloadLog.BEFORE);
      }
      return history
          .find(revision, DecidedOrder.endOf(days[i]))
          .map(step -> Planledger.copy(step, buffer))
          .orElse(0);
    }
  }

  /** The draft of a day as it is known now. */
  @Benchmark
  public int decided(History history) {
    return history.draft(false);
  }

  /** The draft of a day as it was known at an instant. */
  @Benchmark
  public int decidedAndKnown(History history) {
    return history.draft(true);
  }

  /** Where and when each word of a text came. */
  @Benchmark
  public int origin(History history) {
    PlanHistory all = history.history;
    long known = all.size() - 1L;
    Passage passage = passage(all, history.element);
    int told = 0;
    for (Passage.Run run : passage.runs()) {
      told += all.entry(run.revision(), known).orElseThrow().on().getYear() * run.count();
    }
    return told;
  }

  static Passage passage(PlanHistory history, String element) {
    return history
        .last(history.size() - 1L)
        .flatMap(step -> step.find(element))
        .flatMap(provision -> Optional.ofNullable(provision.texts().get(Log.LANGUAGE)))
        .map(TextVersion::passage)
        .orElseThrow();
  }

  /** Two days each. */
  @State(Scope.Benchmark)
  public static class Pairs {
    /** How far from each other. */
    @Param(RANDOM)
    public String apart = RANDOM;

    private LocalDate[] one = new LocalDate[0];
    private LocalDate[] other = new LocalDate[0];
    private int next;

    /** For the harness. */
    public Pairs() {}

    /** Makes the pairs. */
    @Setup
    public void pair(Place place) {
      one = Log.days(11, place.days);
      other = others(one, apart, place.edits);
    }

    private <R extends Exception> long ask(Asked<R> asked) throws R {
      int i = next++ % one.length;
      return asked.ask(first(one[i], other[i]), last(one[i], other[i]));
    }
  }

  private interface Asked<R extends Exception> {
    long ask(LocalDate from, LocalDate to) throws R;
  }

  static LocalDate[] others(LocalDate[] one, String apart, int edits) {
    LocalDate[] other = Log.days(13, one.length);
    if (apart.equals(NEAR)) {
      int step = Math.max(1, 3 * Log.DECISIONS * Log.DAYS / edits);
      for (int i = 0; i < one.length; i++) {
        other[i] = one[i].plusDays(step);
      }
    }
    return other;
  }

  static LocalDate first(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  static LocalDate last(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? other : one;
  }

  /** The redline of every text that changed. */
  @Benchmark
  public long changedByPlanledger(History history, Pairs pairs) {
    return pairs.ask(
        (from, to) -> Differences.writtenByPlanledger(history.history, from, to, history.buffer));
  }

  /** Arrays in memory. */
  @State(Scope.Benchmark)
  public static class Arrays {
    private final byte[] buffer = new byte[Engine.LONGEST];
    private Memory memory = new Memory();

    /** For the harness. */
    public Arrays() {}

    /** Makes them. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      memory = place.opened(Memory.class, Prepared.ARRAYS);
    }
  }

  /** The same by the histogram algorithm on words in memory. */
  @Benchmark
  public long changedByHistogram(Arrays arrays, Pairs pairs) {
    return pairs.ask(
        (from, to) -> Differences.writtenByHistogram(arrays.memory, from, to, arrays.buffer));
  }

  /** The edits of that algorithm alone, without the redline. */
  @Benchmark
  public long editsOfHistogram(Arrays arrays, Pairs pairs) {
    return pairs.ask((from, to) -> Differences.editsOfHistogram(arrays.memory, from, to));
  }

  /** A repository. */
  @State(Scope.Benchmark)
  public static class Repository {
    private JGit jgit = new JGit(new GitRepository(Path.of("")));
    private String path = "";

    /** For the harness. */
    public Repository() {}

    /** Opens it. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      jgit = place.opened(JGit.class, Prepared.JGIT);
      path = GitRepository.path(Log.rank(place.element));
    }

    /** Closes it. */
    @TearDown
    public void close() {
      jgit.close();
    }
  }

  /** JGit's formatter between two commits. */
  @Benchmark
  public long changedByJgit(Repository repository, Pairs pairs) throws IOException {
    return pairs.ask((from, to) -> Differences.ofJgit(repository.jgit, from, to));
  }

  /** The command, as a process. */
  @Benchmark
  public byte[] gitBlame(Repository repository) throws IOException, InterruptedException {
    Process process =
        repository.jgit.git().git("blame", "--porcelain", "main", "--", repository.path).start();
    byte[] told = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("git failed; see above");
    }
    return told;
  }

  /** JGit's, of every line. */
  @Benchmark
  public BlameResult jgitBlame(Repository repository) throws IOException, GitAPIException {
    BlameResult result =
        new BlameCommand(repository.jgit.repository())
            .setStartCommit(repository.jgit.repository().resolve("main"))
            .setFilePath(repository.path)
            .call();
    result.computeAll();
    return result;
  }

  /** Methods that take so long that each round asks once. */
  static final List<String> ONCE = List.of("gitBlame", "jgitBlame");
}
