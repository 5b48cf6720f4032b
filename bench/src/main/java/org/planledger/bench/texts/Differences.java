package org.planledger.bench.texts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Step;
import org.planledger.text.Redline;

/** The words that two drafts have otherwise, told by Planledger and by others. */
final class Differences {
  private Differences() {}

  /** The redline of every text that changed, each told by a number. */
  static long ofPlanledger(
      PlanHistory history, LocalDate from, LocalDate to, ToLongFunction<List<Redline.Run>> told) {
    long[] sum = {0};
    at(history, from)
        .eachDifference(
            at(history, to),
            Log.LANGUAGE,
            (id, before, after) -> sum[0] += told.applyAsLong(Redline.between(before, after)));
    return sum[0];
  }

  /** The same, each written into the same bytes. */
  static long writtenByPlanledger(
      PlanHistory history, LocalDate from, LocalDate to, byte[] buffer) {
    return ofPlanledger(
        history,
        from,
        to,
        redline -> {
          int end = 0;
          for (Redline.Run run : redline) {
            end = run.copyUtf8(buffer, end);
          }
          return end;
        });
  }

  /** Characters that are marked as taken out or brought, but for white space. */
  static long marked(List<Redline.Run> redline) {
    long marked = 0;
    for (Redline.Run run : redline) {
      if (run.op() != Redline.Op.EQUAL) {
        marked += visible(run.text());
      }
    }
    return marked;
  }

  private static Step at(PlanHistory history, LocalDate day) {
    return history.find(history.size() - 1L, DecidedOrder.endOf(day)).orElseThrow();
  }

  /** The same by the histogram algorithm, on the words of the elements that changed. */
  static long ofHistogram(
      Memory memory, LocalDate from, LocalDate to, ToLongFunction<List<Redline.Run>> told) {
    long[] sum = {0};
    eachChanged(
        memory,
        from,
        to,
        (before, after) -> sum[0] += told.applyAsLong(redline(before.words(), after.words())));
    return sum[0];
  }

  /** The same, each written into the same bytes. */
  static long writtenByHistogram(Memory memory, LocalDate from, LocalDate to, byte[] buffer) {
    long[] sum = {0};
    eachChanged(
        memory,
        from,
        to,
        (before, after) -> {
          int end = 0;
          int next = 0;
          for (Edit edit : edits(before.words(), after.words())) {
            end = before.copy(next, edit.getEndA(), buffer, end);
            end = after.copy(edit.getBeginB(), edit.getEndB(), buffer, end);
            next = edit.getEndA();
          }
          sum[0] += before.copy(next, before.words().length, buffer, end);
        });
    return sum[0];
  }

  /** Words that it takes out and brings. */
  static long editsOfHistogram(Memory memory, LocalDate from, LocalDate to) {
    long[] words = {0};
    eachChanged(
        memory,
        from,
        to,
        (before, after) -> {
          for (Edit edit : edits(before.words(), after.words())) {
            words[0] += edit.getLengthA() + edit.getLengthB();
          }
        });
    return words[0];
  }

  private static void eachChanged(
      Memory memory,
      LocalDate from,
      LocalDate to,
      BiConsumer<Memory.Version, Memory.Version> consumer) {
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      Memory.Version before = memory.version(element, from);
      Memory.Version after = memory.version(element, to);
      if (!Arrays.equals(before.text(), after.text())) {
        consumer.accept(before, after);
      }
    }
  }

  private static EditList edits(String[] before, String[] after) {
    return new HistogramDiff().diff(new Same(), new Words(before), new Words(after));
  }

  /** As a reader is shown it. */
  private static List<Redline.Run> redline(String[] before, String[] after) {
    List<Redline.Run> runs = new ArrayList<>();
    int next = 0;
    for (Edit edit : edits(before, after)) {
      add(runs, Redline.Op.EQUAL, before, next, edit.getBeginA());
      add(runs, Redline.Op.DELETE, before, edit.getBeginA(), edit.getEndA());
      add(runs, Redline.Op.INSERT, after, edit.getBeginB(), edit.getEndB());
      next = edit.getEndA();
    }
    add(runs, Redline.Op.EQUAL, before, next, before.length);
    return runs;
  }

  private static void add(List<Redline.Run> runs, Redline.Op op, String[] words, int from, int to) {
    if (from < to) {
      StringBuilder text = new StringBuilder();
      for (int i = from; i < to; i++) {
        text.append(words[i]);
      }
      runs.add(new Redline.Run(op, text.toString()));
    }
  }

  /**
   * Whether every redline of Planledger gives back both texts, and is of all elements that changed.
   *
   * @throws IllegalStateException if not
   */
  static void check(PlanHistory history, Memory memory, LocalDate from, LocalDate to) {
    Map<String, List<Redline.Run>> told = new HashMap<>();
    at(history, from)
        .eachDifference(
            at(history, to),
            Log.LANGUAGE,
            (id, before, after) -> told.put(id, Redline.between(before, after)));
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      String before = new String(memory.version(element, from).text(), StandardCharsets.UTF_8);
      String after = new String(memory.version(element, to).text(), StandardCharsets.UTF_8);
      List<Redline.Run> redline = told.get(Log.id(element));
      boolean right =
          redline == null
              ? before.equals(after)
              : joined(redline, Redline.Op.INSERT).equals(before)
                  && joined(redline, Redline.Op.DELETE).equals(after);
      if (!right) {
        throw new IllegalStateException(
            "Another difference of %s from %s to %s".formatted(Log.id(element), from, to));
      }
    }
  }

  private static String joined(List<Redline.Run> redline, Redline.Op without) {
    return redline.stream()
        .filter(run -> run.op() != without)
        .map(Redline.Run::text)
        .collect(Collectors.joining());
  }

  private static long visible(String text) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != ' ') {
        count++;
      }
    }
    return count;
  }

  /** JGit's formatter between the commits of two days. */
  static long ofJgit(JGit jgit, LocalDate from, LocalDate to) throws IOException {
    Counted counted = new Counted();
    try (ObjectReader reader = jgit.repository().newObjectReader();
        RevWalk commits = new RevWalk(reader);
        DiffFormatter formatter = new DiffFormatter(counted)) {
      formatter.setRepository(jgit.repository());
      formatter.setContext(0);
      for (DiffEntry entry :
          formatter.scan(
              commits.parseCommit(jgit.git().at(from)).getTree(),
              commits.parseCommit(jgit.git().at(to)).getTree())) {
        formatter.format(entry);
      }
    }
    return counted.bytes;
  }

  private static final class Counted extends OutputStream {
    private long bytes;

    @Override
    public void write(int next) {
      bytes++;
    }

    @Override
    public void write(byte[] next, int from, int count) {
      bytes += count;
    }
  }

  private static final class Words extends Sequence {
    private final String[] words;

    Words(String[] words) {
      this.words = words;
    }

    @Override
    public int size() {
      return words.length;
    }
  }

  private static final class Same extends SequenceComparator<Words> {
    @Override
    public boolean equals(Words a, int ai, Words b, int bi) {
      return Objects.equals(a.words[ai], b.words[bi]);
    }

    @Override
    public int hash(Words sequence, int i) {
      return sequence.words[i].hashCode();
    }
  }
}
