package org.planledger.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a text moved away from a version, read off the identities of its words.
 *
 * <p>Idea: words never change identity and keep their order, so one walk along both versions finds
 * every word that left and every word that came; nothing is guessed from the characters. Where one
 * version was made from the other, a word that came is told by its revision alone; where neither
 * was, identities are looked up.
 *
 * <p>Cost: O(N), with hashing of the identities where neither version was made from the other.
 */
final class Drift {
  private Drift() {}

  /** Two versions, of which {@code b} may have been made from {@code a}. */
  private record Sides(Passage.Content a, Passage.Content b, boolean trusted) {
    Sides turned() {
      return new Sides(b, a, trusted);
    }

    boolean same(int i, int j) {
      return a.id(i) == b.id(j) && (trusted || a.sameWord(i, b, j));
    }
  }

  /**
   * Where the words of {@code to} are others than those of {@code from}. A word that was taken out
   * and typed again left and came. If the identities common to both are not in the same order, or
   * stand for different words, the places are those of {@link Diff#exact}.
   */
  static List<Hunk> between(Passage.Content from, Passage.Content to) {
    Sides sides = new Sides(from, to, from.keptWith(to));
    Hunk region = withoutCommonEnds(sides);
    if (region.isEmpty()) {
      return List.of();
    }
    if (region.isPure()) {
      return List.of(region);
    }
    List<Hunk> hunks =
        latest(from) <= latest(to)
            ? made(sides, region)
            : turned(made(sides.turned(), region.turned()));
    if (hunks == null) {
      hunks = found(sides, region);
    }
    return hunks == null ? hunks(Diff.exact(from.words(), to.words())) : hunks;
  }

  private static long latest(Passage.Content content) {
    long latest = 0;
    for (long id : content.ids()) {
      latest = Math.max(latest, id);
    }
    return WordId.revision(latest);
  }

  private static Hunk withoutCommonEnds(Sides sides) {
    int toA = sides.a().size();
    int toB = sides.b().size();
    int start = 0;
    while (start < toA && start < toB && sides.same(start, start)) {
      start++;
    }
    while (toA > start && toB > start && sides.same(toA - 1, toB - 1)) {
      toA--;
      toB--;
    }
    return new Hunk(start, toA, start, toB);
  }

  private static @Nullable List<Hunk> turned(@Nullable List<Hunk> hunks) {
    return hunks == null ? null : hunks.stream().map(Hunk::turned).toList();
  }

  /**
   * The changes if {@code b} was made from {@code a}: what is newer than all of {@code a} came, and
   * what of {@code a} is not matched left.
   *
   * @return null: it was not
   */
  private static @Nullable List<Hunk> made(Sides sides, Hunk region) {
    long[] a = sides.a().ids();
    long[] b = sides.b().ids();
    long latest = latest(sides.a());
    List<Hunk> hunks = new ArrayList<>();
    int i = region.fromA();
    int j = region.fromB();
    while (i < region.toA() || j < region.toB()) {
      int at = i;
      int first = j;
      while (j < region.toB() && WordId.revision(b[j]) > latest) {
        j++;
      }
      while (i < region.toA() && (j == region.toB() || a[i] != b[j])) {
        i++;
      }
      if (i > at || j > first) {
        hunks.add(new Hunk(at, i, first, j));
      }
      int matched = i;
      while (i < region.toA() && j < region.toB() && sides.same(i, j)) {
        i++;
        j++;
      }
      if (i == matched && j < region.toB()) {
        return null;
      }
    }
    return hunks;
  }

  /**
   * The changes by what is found on the other side.
   *
   * @return null: the identities common to both are not in the same order, or stand for different
   *     words
   */
  private static @Nullable List<Hunk> found(Sides sides, Hunk region) {
    long[] a = sides.a().ids();
    long[] b = sides.b().ids();
    Ids before = new Ids(a, region.fromA(), region.toA());
    Ids after = new Ids(b, region.fromB(), region.toB());
    List<Hunk> hunks = new ArrayList<>();
    int i = region.fromA();
    int j = region.fromB();
    while (i < region.toA() || j < region.toB()) {
      int at = i;
      int first = j;
      while (i < region.toA() && !after.has(a[i])) {
        i++;
      }
      while (j < region.toB() && !before.has(b[j])) {
        j++;
      }
      if (i > at || j > first) {
        hunks.add(new Hunk(at, i, first, j));
      }
      int matched = i;
      while (i < region.toA() && j < region.toB() && sides.same(i, j)) {
        i++;
        j++;
      }
      if (i == matched && (i < region.toA() || j < region.toB())) {
        return null;
      }
    }
    return hunks;
  }

  private static List<Hunk> hunks(List<Edit> edits) {
    List<Hunk> hunks = new ArrayList<>();
    int growth = 0;
    for (Edit edit : edits) {
      int at = edit.at() + growth;
      hunks.add(new Hunk(edit.at(), edit.end(), at, at + edit.brings().size()));
      growth += edit.brings().size() - edit.removes().size();
    }
    return hunks;
  }

  /** The edits that make exactly the words of {@code to} of {@code from}: see {@link #between}. */
  static List<Edit> edits(Passage from, Passage to) {
    Passage.Content base = from.content();
    Passage.Content text = to.content();
    return between(base, text).stream()
        .map(
            hunk ->
                new Edit(
                    hunk.fromA(),
                    base.words().subList(hunk.fromA(), hunk.toA()),
                    text.words().subList(hunk.fromB(), hunk.toB()),
                    null))
        .toList();
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

  /** Identities, found by hash; linear probing. No identity is that of all bits. */
  private static final class Ids {
    private final long[] places;

    Ids(long[] ids, int from, int to) {
      places = new long[Integer.highestOneBit(Math.max(1, to - from)) << 2];
      Arrays.fill(places, -1);
      for (int i = from; i < to; i++) {
        places[place(ids[i])] = ids[i];
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
