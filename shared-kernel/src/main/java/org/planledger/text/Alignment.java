package org.planledger.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.planledger.text.ShortestPath.Path;

/**
 * Aligns two sequences of numbered words and says where they differ.
 *
 * <p>Idea: take the common ends off a region, and look for the {@link ShortestPath} through what is
 * left. If it is longer than a bound, split the region at the anchor that the {@link Histogram}
 * names and treat both parts alike, with half the bound; where there is no anchor because all
 * common words are frequent, follow the path as far as the bound led and go on from there. A region
 * without common words is one change.
 *
 * <p>Cost: with N words in both sequences and bound B, O(N · B) for the paths, since the bound
 * halves from split to split, and O(N) for each level of splits, at most {@value #MOST_SPLITS}.
 * Neither texts without a common word nor shuffled ones take longer. The script is the shortest one
 * if that has at most B words, else a short one.
 */
final class Alignment {
  /** The longest script that is looked for exactly. */
  static final int BOUND = 512;

  private static final int LEAST_BOUND = 16;
  private static final int MOST_SPLITS = 64;

  private final int[] a;
  private final int[] b;
  private final int bound;
  private final Histogram histogram;
  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<Hunk> changes = new ArrayList<>();

  private record Part(Hunk region, int splits) {}

  /**
   * An alignment to be made.
   *
   * @param a the base, its words numbered from 0
   * @param b the text, likewise
   * @param words the number of different words
   * @param bound the longest script that is looked for exactly, at least 1
   */
  private Alignment(int[] a, int[] b, int words, int bound) {
    this.a = a;
    this.b = b;
    this.bound = bound;
    this.histogram = new Histogram(a, b, words);
  }

  /** The changes within a region in order, with at least one common word between any two. */
  static List<Hunk> changes(int[] a, int[] b, int words, int bound, Hunk region) {
    Alignment alignment = new Alignment(a, b, words, bound);
    alignment.parts.push(new Part(region, 0));
    while (!alignment.parts.isEmpty()) {
      Part part = alignment.parts.pop();
      alignment.align(alignment.withoutCommonEnds(part.region()), part.splits());
    }
    return alignment.changes;
  }

  private void align(Hunk region, int splits) {
    if (region.isEmpty()) {
      return;
    }
    if (region.isPure()) {
      add(region);
      return;
    }
    int steps = Math.max(Math.min(bound, LEAST_BOUND), splits < 31 ? bound >> splits : 0);
    Path path = ShortestPath.within(a, b, region, steps);
    if (path.reachesEndOf(region)) {
      path.changes().forEach(this::add);
      return;
    }
    Hunk anchor = splits < MOST_SPLITS ? histogram.anchor(region) : null;
    if (anchor == null) {
      path.changes().forEach(this::add);
      parts.push(new Part(region.from(path.endA(), path.endB()), splits));
    } else if (anchor.isEmpty()) {
      add(region);
    } else {
      parts.push(new Part(region.from(anchor.toA(), anchor.toB()), splits + 1));
      parts.push(new Part(region.before(anchor), splits + 1));
    }
  }

  private Hunk withoutCommonEnds(Hunk region) {
    int fromA = region.fromA();
    int fromB = region.fromB();
    while (fromA < region.toA() && fromB < region.toB() && a[fromA] == b[fromB]) {
      fromA++;
      fromB++;
    }
    int toA = region.toA();
    int toB = region.toB();
    while (toA > fromA && toB > fromB && a[toA - 1] == b[toB - 1]) {
      toA--;
      toB--;
    }
    return new Hunk(fromA, toA, fromB, toB);
  }

  /** Adds a change, as part of the last one if they touch. */
  private void add(Hunk change) {
    Hunk added = change;
    if (!changes.isEmpty()) {
      Hunk last = changes.getLast();
      if (last.toA() == change.fromA() && last.toB() == change.fromB()) {
        changes.removeLast();
        added = new Hunk(last.fromA(), change.toA(), last.fromB(), change.toB());
      }
    }
    changes.add(added);
  }
}
