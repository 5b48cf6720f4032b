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
 * <p>Cost: O(N log N) to look identities up, between the common ends; O(N) for the walk.
 */
final class Drift {
  private Drift() {}

  /**
   * Edits that make exactly the words of {@code current} of {@code base}. A word that was taken out
   * and typed again is removed and brought. If the identities common to both are not in the same
   * order, or stand for different words, the edits are those of {@link Diff#exact}.
   */
  static List<Edit> between(Passage base, Passage current) {
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
    long[] before = sorted(base, start, base.size() - end);
    long[] after = sorted(current, start, current.size() - end);
    List<Edit> edits = new ArrayList<>();
    int i = start;
    int j = start;
    while (i < base.size() - end || j < current.size() - end) {
      int at = i;
      int from = j;
      while (i < base.size() - end && !contains(after, base.id(i))) {
        i++;
      }
      while (j < current.size() - end && !contains(before, current.id(j))) {
        j++;
      }
      if (i > at || j > from) {
        edits.add(
            new Edit(at, base.words().subList(at, i), current.words().subList(from, j), null));
      }
      boolean more = i < base.size() - end && j < current.size() - end;
      if (more && same(base, i, current, j)) {
        i++;
        j++;
      } else if (i < base.size() - end || j < current.size() - end) {
        return Diff.exact(base.words(), current.words());
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
      for (Edit inner : comparison.apply(edit.removes(), edit.brings())) {
        refined.add(inner.shifted(edit.at()));
      }
    }
    return List.copyOf(refined);
  }

  private static boolean same(Passage base, int i, Passage current, int j) {
    return base.id(i) == current.id(j) && base.word(i).equals(current.word(j));
  }

  private static long[] sorted(Passage passage, int from, int to) {
    long[] ids = Arrays.copyOfRange(passage.ids(), from, to);
    Arrays.sort(ids);
    return ids;
  }

  private static boolean contains(long[] sorted, long id) {
    return Arrays.binarySearch(sorted, id) >= 0;
  }
}
