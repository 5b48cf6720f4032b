package org.planledger.bench.texts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.planledger.bench.Measured;
import org.planledger.command.words.Segmentation;
import org.planledger.text.Diff;
import org.planledger.text.Passage;
import org.planledger.text.Redline;

/**
 * How many characters the redline of a Chinese text marks, beside the fewest that have to be: those
 * that are in no longest common subsequence. A word is marked as a whole, so it is more than these.
 */
final class Chinese {
  private Chinese() {}

  private record Pair(String before, String after) {}

  static void measure(Measured measured) throws IOException {
    List<Pair> pairs = pairs();
    long marked = 0;
    long fewest = 0;
    double worst = 0;
    for (Pair pair : pairs) {
      int ours = marked(pair);
      int least = fewest(pair);
      marked += ours;
      fewest += least;
      worst = Math.max(worst, ours / (double) least);
    }
    String work = "marked in Chinese, beside the fewest";
    String how = "counted in %d hand-made edits; the goal is 2".formatted(pairs.size());
    measured.add(work, pairs.size(), "all edits", "x", how, marked / (double) fewest);
    measured.add(work, pairs.size(), "the worst", "x", how, worst);
  }

  /** Two lines each, then an empty one. */
  private static List<Pair> pairs() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Chinese.class.getResourceAsStream("chinese.txt")),
                StandardCharsets.UTF_8))) {
      String before = lines.readLine();
      while (before != null) {
        pairs.add(new Pair(before, Objects.requireNonNull(lines.readLine())));
        lines.readLine();
        before = lines.readLine();
      }
    }
    return pairs;
  }

  private static int marked(Pair pair) {
    Passage before = Passage.brought(Segmentation.words(pair.before()), 1, 0);
    Passage after =
        before.apply(Diff.between(before.words(), Segmentation.words(pair.after())), 2, 0);
    int marked = 0;
    for (Redline.Run run : Redline.between(before, after)) {
      if (run.op() != Redline.Op.EQUAL) {
        marked += run.text().codePointCount(0, run.text().length());
      }
    }
    return marked;
  }

  /** Characters taken out and brought by a shortest edit script. */
  private static int fewest(Pair pair) {
    int[] before = pair.before().codePoints().toArray();
    int[] after = pair.after().codePoints().toArray();
    int[][] common = new int[before.length + 1][after.length + 1];
    for (int i = 1; i <= before.length; i++) {
      for (int j = 1; j <= after.length; j++) {
        common[i][j] =
            before[i - 1] == after[j - 1]
                ? common[i - 1][j - 1] + 1
                : Math.max(common[i - 1][j], common[i][j - 1]);
      }
    }
    return before.length + after.length - 2 * common[before.length][after.length];
  }
}
