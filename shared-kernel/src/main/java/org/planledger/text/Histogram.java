package org.planledger.text;

import org.jspecify.annotations.Nullable;

/**
 * Finds where to split two long sequences that differ much: at a run of common words around a rare
 * one.
 *
 * <p>Idea: count how often every word occurs in the region, on the side where it occurs more. Grow
 * every pair of equal words, that are not too frequent, to a run of equal words as long as it can
 * be; a run is as rare as its rarest word. The rarest run wins, among these the longest, among
 * these the one nearest to the middle of the region, so that repeated splits halve it. Rare words
 * seldom match by accident, so the split is where a reader would see it.
 *
 * <p>Cost: O((N + M) · {@value #CHAIN_LIMIT}) pairs for a split.
 *
 * <p>Source: the histogram diff of JGit, itself an extension of Bram Cohen's patience diff to words
 * that are not unique. Differences: occurrences are counted on both sides, and ties go to the
 * middle.
 */
final class Histogram {
  /** A word that occurs more often than this is no reason to split. */
  static final int CHAIN_LIMIT = 64;

  private final int[] a;
  private final int[] b;

  /** By word: how often it occurs in the region; all 0 between calls. */
  private final int[] countA;

  private final int[] countB;

  /** By word: 1 + its first place in the region of A. */
  private final int[] first;

  /** By place in A: 1 + the next place of the same word in the region, 0 at the last. */
  private final int[] next;

  /**
   * A histogram of regions of two sequences.
   *
   * @param a the base, its words numbered from 0
   * @param b the text, likewise
   * @param words the number of different words
   */
  Histogram(int[] a, int[] b, int words) {
    this.a = a;
    this.b = b;
    this.countA = new int[words];
    this.countB = new int[words];
    this.first = new int[words];
    this.next = new int[a.length];
  }

  /**
   * The run of common words to split a region at.
   *
   * @return the run; an empty hunk if the region has no common word at all; null if it has, but
   *     each of them is too frequent
   */
  @Nullable Hunk anchor(Hunk region) {
    for (int x = region.toA() - 1; x >= region.fromA(); x--) {
      next[x] = countA[a[x]]++ == 0 ? 0 : first[a[x]];
      first[a[x]] = x + 1;
    }
    for (int y = region.fromB(); y < region.toB(); y++) {
      countB[b[y]]++;
    }
    Hunk anchor = search(region);
    for (int x = region.fromA(); x < region.toA(); x++) {
      countA[a[x]] = 0;
    }
    for (int y = region.fromB(); y < region.toB(); y++) {
      countB[b[y]] = 0;
    }
    return anchor;
  }

  private @Nullable Hunk search(Hunk region) {
    boolean common = false;
    Candidate best = null;
    int y = region.fromB();
    while (y < region.toB()) {
      int after = y + 1;
      common |= countA[b[y]] > 0;
      if (countA[b[y]] > 0 && occurrences(b[y]) <= CHAIN_LIMIT) {
        int x = first[b[y]] - 1;
        while (x >= 0) {
          Candidate candidate = grown(x, y, region);
          if (best == null || candidate.isBetterThan(best)) {
            best = candidate;
          }
          after = Math.max(after, candidate.run().toB());
          do {
            x = next[x] - 1;
          } while (x >= 0 && x < candidate.run().toA());
        }
      }
      y = after;
    }
    if (best != null) {
      return best.run();
    }
    return common ? null : new Hunk(region.fromA(), region.fromA(), region.fromB(), region.fromB());
  }

  private int occurrences(int word) {
    return Math.max(countA[word], countB[word]);
  }

  private Candidate grown(int x, int y, Hunk region) {
    int start = 0;
    int rarest = occurrences(a[x]);
    while (x + start > region.fromA()
        && y + start > region.fromB()
        && a[x + start - 1] == b[y + start - 1]) {
      start--;
      rarest = Math.min(rarest, occurrences(a[x + start]));
    }
    int end = 1;
    while (x + end < region.toA() && y + end < region.toB() && a[x + end] == b[y + end]) {
      rarest = Math.min(rarest, occurrences(a[x + end]));
      end++;
    }
    Hunk run = new Hunk(x + start, x + end, y + start, y + end);
    int before = run.fromA() - region.fromA() + run.fromB() - region.fromB();
    int behind = region.toA() - run.toA() + region.toB() - run.toB();
    return new Candidate(run, rarest, Math.abs(before - behind));
  }

  private record Candidate(Hunk run, int rarest, int offCentre) {
    boolean isBetterThan(Candidate other) {
      if (rarest != other.rarest) {
        return rarest < other.rarest;
      }
      int longer = (run.toA() - run.fromA()) - (other.run.toA() - other.run.fromA());
      return longer != 0 ? longer > 0 : offCentre < other.offCentre;
    }
  }
}
