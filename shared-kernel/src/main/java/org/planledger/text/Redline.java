package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a reader is shown of the difference of two versions of a text.
 *
 * <p>Idea: the walk by word identity says what was really taken out and brought; inside each such
 * place {@link Diff} is asked again, so that words that were typed anew or restored show as equal.
 *
 * <p>Cost: that of the walk, O(N), and of {@link Diff} for the places that changed.
 */
public final class Redline {
  private static final int TYPED_ANEW = 8;

  private Redline() {}

  /**
   * Compares words that have other identities. Each counts together with the separators after it:
   * these are too frequent to say which words belong together. Most words are other ones here, so a
   * long shortest path is not worth looking for.
   */
  private static List<Edit> typedAnew(List<String> removes, List<String> brings) {
    int[] before = starts(removes);
    int[] after = starts(brings);
    List<Edit> edits = new ArrayList<>();
    int brought = 0;
    int next = 0;
    for (Edit edit : Diff.exact(joined(removes, before), joined(brings, after), TYPED_ANEW)) {
      brought += edit.at() - next;
      int toBrought = brought + edit.brings().size();
      edits.add(
          new Edit(
              before[edit.at()],
              removes.subList(before[edit.at()], before[edit.end()]),
              brings.subList(after[brought], after[toBrought]),
              null));
      brought = toBrought;
      next = edit.end();
    }
    return Diff.keepingCut(edits);
  }

  /** Where each word begins that counts with the separators after it; last the end of all. */
  private static int[] starts(List<String> words) {
    int[] starts = new int[words.size() + 1];
    int count = 0;
    for (int i = 0; i < words.size(); i++) {
      if (i == 0 || !Words.isSeparator(words.get(i))) {
        starts[count++] = i;
      }
    }
    starts[count] = words.size();
    return Arrays.copyOf(starts, count + 1);
  }

  private static List<String> joined(List<String> words, int[] starts) {
    List<String> joined = new ArrayList<>(starts.length);
    for (int i = 0; i < starts.length - 1; i++) {
      joined.add(
          starts[i + 1] == starts[i] + 1
              ? words.get(starts[i])
              : String.join("", words.subList(starts[i], starts[i + 1])));
    }
    return joined;
  }

  /** What happens to the text of a run. */
  public enum Op {
    /** Both versions have it. */
    @JsonProperty("equal")
    EQUAL,
    /** Only the later version has it. */
    @JsonProperty("insert")
    INSERT,
    /** Only the earlier version has it. */
    @JsonProperty("delete")
    DELETE
  }

  /**
   * A stretch of text with one fate.
   *
   * @param op whether it stays, comes or leaves
   * @param text never empty
   */
  public record Run(Op op, String text) {}

  /**
   * The redline that turns one version into another.
   *
   * @return runs in text order, no two of one op side by side, a delete before the insert that
   *     replaces it; equal and delete joined give the text of {@code from}, equal and insert that
   *     of {@code to}, exactly
   */
  public static List<Run> between(Passage from, Passage to) {
    Writer writer = new Writer();
    int next = 0;
    for (Edit edit : Drift.refined(drift(from, to), Redline::typedAnew)) {
      writer.equal(from.content().text(next, edit.at()));
      writer.change(edit);
      next = edit.end();
    }
    writer.equal(from.content().text(next, from.size()));
    return writer.finished();
  }

  /**
   * The edits from a version to another by the identity of words: what was taken out and what was
   * brought, even if it reads the same.
   *
   * @return edits against {@code base} which, applied, give the words of {@code current}; if the
   *     identities common to both are not in the same order, a comparison of the words instead
   */
  public static List<Edit> drift(Passage base, Passage current) {
    return Drift.between(base, current);
  }

  /** Joins what touches, and orders each place where something changes. */
  private static final class Writer {
    private final List<Run> runs = new ArrayList<>();
    private final StringBuilder equal = new StringBuilder();
    private final StringBuilder deleted = new StringBuilder();
    private final StringBuilder inserted = new StringBuilder();

    void equal(String text) {
      if (!text.isEmpty()) {
        flush(Op.DELETE, deleted);
        flush(Op.INSERT, inserted);
        equal.append(text);
      }
    }

    void change(Edit edit) {
      flush(Op.EQUAL, equal);
      edit.removes().forEach(deleted::append);
      edit.brings().forEach(inserted::append);
    }

    List<Run> finished() {
      flush(Op.EQUAL, equal);
      flush(Op.DELETE, deleted);
      flush(Op.INSERT, inserted);
      return List.copyOf(runs);
    }

    private void flush(Op op, StringBuilder text) {
      if (!text.isEmpty()) {
        runs.add(new Run(op, text.toString()));
        text.setLength(0);
      }
    }
  }
}
