package org.planledger.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * How a text moved away from a version, read off the identities of its words.
 *
 * <p>Idea: words never change identity and keep their order, so one walk along both versions finds
 * every word that left and every word that came; nothing is guessed from the characters.
 *
 * <p>Cost: O(N), with hashing of the identities between the common ends.
 */
final class Drift {
  private Drift() {}

  /**
   * Edits that make exactly the words of {@code to} of {@code from}. A word that was taken out and
   * typed again is removed and brought. If the identities common to both are not in the same order,
   * or stand for different words, the edits are those of {@link Diff#exact}.
   */
  static List<Edit> between(Passage from, Passage to) {
    Passage.Content base = from.content();
    Passage.Content current = to.content();
    int start = 0;
    int shorter = Math.min(base.size(), current.size());
    while (start < shorter && same(base, start, current, start)) {
      start++;
    }
    int end = 0;
    while (end < shorter - start
        && same(base, base.size() - 1 - end, current, current.size() - 1 - end)) {
      end++;
    }
    Ids before = new Ids(base, start, base.size() - end);
    Ids after = new Ids(current, start, current.size() - end);
    List<Edit> edits = new ArrayList<>();
    int i = start;
    int j = start;
    while (i < base.size() - end || j < current.size() - end) {
      int at = i;
      int first = j;
      while (i < base.size() - end && !after.has(base.id(i))) {
        i++;
      }
      while (j < current.size() - end && !before.has(current.id(j))) {
        j++;
      }
      if (i > at || j > first) {
        edits.add(new Edit(at, from.words().subList(at, i), to.words().subList(first, j), null));
      }
      boolean more = i < base.size() - end && j < current.size() - end;
      if (more && same(base, i, current, j)) {
        i++;
        j++;
      } else if (i < base.size() - end || j < current.size() - end) {
        return Diff.exact(from.words(), to.words());
      }
    }
    return List.copyOf(edits);
  }

  /**
   * The edits with each of them compared once more, so that words taken out and typed again in the
   * same place count as kept.
   *
   * @param comparison {@link Diff#between} or {@link Diff#exact}, by what the result must promise
   */
  static List<Edit> refined(
      List<Edit> edits, BiFunction<List<String>, List<String>, List<Edit>> comparison) {
    List<Edit> refined = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit.removes().isEmpty() || edit.brings().isEmpty()) {
        refined.add(edit);
        continue;
      }
      for (Edit inner : comparison.apply(edit.removes(), edit.brings())) {
        refined.add(inner.shifted(edit.at()));
      }
    }
    return List.copyOf(refined);
  }

  private static boolean same(Passage.Content base, int i, Passage.Content current, int j) {
    return base.same(i, current, j);
  }

  /** Identities, found by hash; linear probing. No identity is that of all bits. */
  private static final class Ids {
    private final long[] places;

    Ids(Passage.Content content, int from, int to) {
      places = new long[Integer.highestOneBit(Math.max(1, to - from)) << 2];
      Arrays.fill(places, -1);
      for (int i = from; i < to; i++) {
        places[place(content.id(i))] = content.id(i);
      }
    }

    private int place(long id) {
      int place = (int) ((id * 0x9E3779B97F4A7C15L) >>> 40) & (places.length - 1);
      while (places[place] != -1 && places[place] != id) {
        place = (place + 1) & (places.length - 1);
      }
      return place;
    }

    boolean has(long id) {
      return places[place(id)] == id;
    }
  }
}
