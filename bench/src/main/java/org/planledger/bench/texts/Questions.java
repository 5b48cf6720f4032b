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
  static final int DAYS = 4_096;

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
    private final LocalDate[] days = Log.days(7, DAYS);
    private Engine opened = new Memory();
    private int next;

    /** For the harness. */
    public Drafts() {}

    /** Opens what is prepared. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      opened = place.opened(Engine.class, engine);
    }

    /** Closes it. */
    @TearDown
    public void close() throws IOException, SQLException {
      opened.close();
    }

    int draft() throws IOException, SQLException {
      return opened.draft(days[next++ % DAYS], buffer);
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
    private final LocalDate[] days = Log.days(19, DAYS);
    private final LocalDate[] known = Log.days(23, DAYS);
    private PlanHistory history = PlanHistory.none();
    private String element = "";
    private int next;

    /** For the harness. */
    public History() {}

    /** Opens it. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      history = place.opened(Planledger.class, Prepared.PLANLEDGER).history();
      element = Log.id(place.element);
    }

    int draft(boolean bothClocks) {
      int i = next++ % DAYS;
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
    Passage passage =
        all.last(known)
            .flatMap(step -> step.find(history.element))
            .flatMap(provision -> Optional.ofNullable(provision.texts().get(Log.LANGUAGE)))
            .map(TextVersion::passage)
            .orElseThrow();
    int told = 0;
    for (Passage.Run run : passage.runs()) {
      told += all.entry(run.revision(), known).orElseThrow().on().getYear() * run.count();
    }
    return told;
  }

  /** Two days each. */
  @State(Scope.Benchmark)
  public static class Pairs {
    /** How far from each other. */
    @Param(RANDOM)
    public String apart = RANDOM;

    private final LocalDate[] one = Log.days(11, DAYS);
    private LocalDate[] other = one;
    private int next;

    /** For the harness. */
    public Pairs() {}

    /** Makes the pairs. */
    @Setup
    public void pair(Place place) {
      other = others(one, apart, place.edits);
    }

    private <R extends Exception> long ask(Asked<R> asked) throws R {
      int i = next++ % DAYS;
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
    return pairs.ask((from, to) -> Differences.ofPlanledger(history.history, from, to));
  }

  /** Arrays in memory. */
  @State(Scope.Benchmark)
  public static class Arrays {
    private Memory memory = new Memory();

    /** For the harness. */
    public Arrays() {}

    /** Makes them. */
    @Setup
    public void open(Place place) throws IOException, SQLException {
      memory = place.opened(Memory.class, Prepared.ARRAYS);
    }
  }

  /** The histogram algorithm on the words of every text that changed. */
  @Benchmark
  public long changedByHistogram(Arrays arrays, Pairs pairs) {
    return pairs.ask((from, to) -> Differences.ofHistogram(arrays.memory, from, to));
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
