package org.planledger.bench.texts;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Objects;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
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

  /** Characters that are marked as taken out or brought, but for white space. */
  static long ofPlanledger(PlanHistory history, LocalDate from, LocalDate to) {
    long[] marked = {0};
    at(history, from)
        .eachDifference(
            at(history, to),
            Log.LANGUAGE,
            (id, before, after) -> {
              for (Redline.Run run : Redline.between(before, after)) {
                if (run.op() != Redline.Op.EQUAL) {
                  marked[0] += visible(run.text());
                }
              }
            });
    return marked[0];
  }

  private static Step at(PlanHistory history, LocalDate day) {
    return history.find(history.size() - 1L, DecidedOrder.endOf(day)).orElseThrow();
  }

  /** The same by the histogram algorithm, on the words of the elements that changed. */
  static long ofHistogram(Memory memory, LocalDate from, LocalDate to) {
    long marked = 0;
    for (int element = 0; element < Workload.ELEMENTS; element++) {
      String[] before = memory.words(element, from);
      String[] after = memory.words(element, to);
      if (!Arrays.equals(before, after)) {
        for (Edit edit :
            new HistogramDiff().diff(new Same(), new Words(before), new Words(after))) {
          for (int i = edit.getBeginA(); i < edit.getEndA(); i++) {
            marked += visible(before[i]);
          }
          for (int i = edit.getBeginB(); i < edit.getEndB(); i++) {
            marked += visible(after[i]);
          }
        }
      }
    }
    return marked;
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
