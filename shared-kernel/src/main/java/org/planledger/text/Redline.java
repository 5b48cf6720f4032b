package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader is shown of the difference of two versions of a text.
 *
 * <p>Idea: the walk by word identity says what was really taken out and brought. Where much of what
 * was brought in a place reads as what was taken out there, {@link Diff} is asked again, so that
 * words that were typed anew or restored show as equal. Where little does, the place is shown
 * replaced as a whole: scattered words that happen to agree would only be harder to read.
 *
 * <p>Cost: that of the walk, O(N), and of {@link Diff} for the places that were typed anew.
 */
public final class Redline {
  /** Most words are other ones where texts are typed anew: a long path is not worth looking for. */
  private static final int BOUND = 8;

  /** A place is typed anew if at least one in so many words of its shorter side is on both. */
  private static final int TYPED_ANEW = 3;

  private final Passage.Content from;
  private final Passage.Content to;
  private final List<Hunk> changes = new ArrayList<>();
  private final long[] seen = new long[Passage.Content.MARKS / Long.SIZE];

  private Redline(Passage.Content from, Passage.Content to) {
    this.from = from;
    this.to = to;
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
   * A stretch of text with one fate: it stays, comes or leaves. It is never empty. Its characters
   * stay where the version has them until they are asked for.
   */
  public static final class Run {
    private final Op op;
    private final byte[] utf8;
    private final int from;
    private final int to;

    /** Of a text. */
    @JsonCreator
    public Run(@JsonProperty("op") Op op, @JsonProperty("text") String text) {
      this(op, text.getBytes(StandardCharsets.UTF_8));
    }

    private Run(Op op, byte[] utf8) {
      this(op, utf8, 0, utf8.length);
    }

    private Run(Op op, byte[] utf8, int from, int to) {
      this.op = op;
      this.utf8 = utf8;
      this.from = from;
      this.to = to;
    }

    /** Whether it stays, comes or leaves. */
    @JsonProperty
    public Op op() {
      return op;
    }

    /** Its characters. */
    @JsonProperty
    public String text() {
      return new String(utf8, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * Copies its characters in UTF-8.
     *
     * @return where they end
     */
    public int copyUtf8(byte[] into, int at) {
      System.arraycopy(utf8, from, into, at, to - from);
      return at + to - from;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Run that
          && op == that.op
          && Arrays.equals(utf8, from, to, that.utf8, that.from, that.to);
    }

    @Override
    public int hashCode() {
      return 31 * op.hashCode() + text().hashCode();
    }

    @Override
    public String toString() {
      return op + " " + text();
    }
  }

  /**
   * The redline that turns one version into another.
   *
   * @return runs in text order, no two of one op side by side, a delete before the insert that
   *     replaces it; equal and delete joined give the text of {@code from}, equal and insert that
   *     of {@code to}, exactly
   */
  public static List<Run> between(Passage from, Passage to) {
    Passage.Both both = Passage.both(from, to);
    Passage.Content base = both.from();
    Passage.Content text = both.to();
    List<Hunk> changes = new Redline(base, text).changes();
    List<Run> runs = new ArrayList<>(3 * changes.size() + 1);
    int next = 0;
    for (Hunk change : changes) {
      int taken = base.start(change.fromA());
      add(runs, Op.EQUAL, base, next, taken);
      next = base.start(change.toA());
      add(runs, Op.DELETE, base, taken, next);
      add(runs, Op.INSERT, text, text.start(change.fromB()), text.start(change.toB()));
    }
    add(runs, Op.EQUAL, base, next, base.utf8().length);
    return runs;
  }

  private static void add(List<Run> runs, Op op, Passage.Content content, int from, int to) {
    if (from < to) {
      runs.add(new Run(op, content.utf8(), from, to));
    }
  }

  /**
   * The edits from a version to another by the identity of words: what was taken out and what was
   * brought, even if it reads the same.
   *
   * @return edits against {@code base} which, applied, give the words of {@code current}; if the
   *     identities common to both are not in the same order, a comparison of the words instead
   */
  public static List<Edit> drift(Passage base, Passage current) {
    return Drift.edits(base, current);
  }

  /** The places that read otherwise, with words that read the same between any two. */
  private List<Hunk> changes() {
    for (Hunk drift : Drift.between(from, to)) {
      Hunk place = withoutCommonEnds(drift);
      if (place.isEmpty() || place.isPure()) {
        add(place);
      } else if (isTypedAnew(place)) {
        compare(place);
      } else if (mayBeCutOtherwise(place)) {
        add(Diff.keepingCut(place, from.words(), to.words()));
      } else {
        add(place);
      }
    }
    return changes;
  }

  private Hunk withoutCommonEnds(Hunk place) {
    int fromA = place.fromA();
    int fromB = place.fromB();
    while (fromA < place.toA() && fromB < place.toB() && from.sameWord(fromA, to, fromB)) {
      fromA++;
      fromB++;
    }
    int toA = place.toA();
    int toB = place.toB();
    while (toA > fromA && toB > fromB && from.sameWord(toA - 1, to, toB - 1)) {
      toA--;
      toB--;
    }
    return new Hunk(fromA, toA, fromB, toB);
  }

  /** Separators are too frequent to say whether two texts are one. */
  private boolean isTypedAnew(Hunk place) {
    return mayBeTypedAnew(place) && sharesWords(place);
  }

  /**
   * Counts by a few bits of each word, which may be those of another word too: at least as many as
   * are on both sides.
   */
  private boolean mayBeTypedAnew(Hunk place) {
    Arrays.fill(seen, 0);
    int taken = 0;
    for (int i = place.fromA(); i < place.toA(); i++) {
      if (!from.isSeparator(i)) {
        int bit = from.mark(i);
        seen[bit >>> 6] |= 1L << bit;
        taken++;
      }
    }
    int brought = 0;
    int both = 0;
    for (int j = place.fromB(); j < place.toB(); j++) {
      if (!to.isSeparator(j)) {
        int bit = to.mark(j);
        both += (int) (seen[bit >>> 6] >>> bit) & 1;
        brought++;
      }
    }
    return both * TYPED_ANEW >= Math.min(taken, brought);
  }

  private boolean sharesWords(Hunk place) {
    int[] found = new int[Integer.highestOneBit(place.toA() - place.fromA()) << 2];
    int taken = 0;
    for (int i = place.fromA(); i < place.toA(); i++) {
      if (!from.isSeparator(i)) {
        found[find(found, from, i)] = i + 1;
        taken++;
      }
    }
    int brought = 0;
    int both = 0;
    for (int j = place.fromB(); j < place.toB(); j++) {
      if (!to.isSeparator(j)) {
        both += found[find(found, to, j)] == 0 ? 0 : 1;
        brought++;
      }
    }
    return both * TYPED_ANEW >= Math.min(taken, brought);
  }

  /** The place of a word among the words of the earlier version that were found. */
  private int find(int[] found, Passage.Content content, int word) {
    int place = (content.hash(word) >>> 8) & (found.length - 1);
    while (found[place] != 0 && !from.sameWord(found[place] - 1, content, word)) {
      place = (place + 1) & (found.length - 1);
    }
    return place;
  }

  private boolean mayBeCutOtherwise(Hunk place) {
    return from.first(place.fromA()) == to.first(place.fromB())
        || from.last(place.toA() - 1) == to.last(place.toB() - 1);
  }

  /** Adds a change, as part of the last one if they touch. */
  private void add(Hunk change) {
    if (change.isEmpty()) {
      return;
    }
    Hunk last = changes.isEmpty() ? null : changes.getLast();
    if (last != null && last.toA() == change.fromA() && last.toB() == change.fromB()) {
      changes.set(
          changes.size() - 1, new Hunk(last.fromA(), change.toA(), last.fromB(), change.toB()));
    } else {
      changes.add(change);
    }
  }

  /** Each word counts together with the separators after it. */
  private void compare(Hunk place) {
    List<String> removes = from.words().subList(place.fromA(), place.toA());
    List<String> brings = to.words().subList(place.fromB(), place.toB());
    int[] before = starts(removes);
    int[] after = starts(brings);
    int brought = 0;
    int next = 0;
    for (Edit edit : Diff.exact(joined(removes, before), joined(brings, after), BOUND)) {
      brought += edit.at() - next;
      int toBrought = brought + edit.brings().size();
      Hunk change =
          new Hunk(before[edit.at()], before[edit.end()], after[brought], after[toBrought]);
      add(Diff.keepingCut(change, removes, brings).shifted(place.fromA(), place.fromB()));
      brought = toBrought;
      next = edit.end();
    }
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
}
