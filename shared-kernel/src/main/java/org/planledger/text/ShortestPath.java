package org.planledger.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The shortest edit script of two sequences, looked for up to a bounded length.
 *
 * <p>Idea: a pair of places (x in A, y in B) moves right when a word of A leaves, down when a word
 * of B comes, and along its diagonal k = x - y, at no cost, while the words are equal. For d = 0,
 * 1, 2, ... the furthest place on each diagonal that d steps reach follows from those that d - 1
 * steps reach; the first d that reaches the end is the length of the shortest script, and the rows
 * of all d tell the way back. If the bound comes first, the way to the place with the most words
 * behind it is taken.
 *
 * <p>Cost: O((N + M) · D) time at worst, expected O(N + M + D²), and D² ints of memory, where D is
 * the number of words that leave or come, at most the bound.
 *
 * <p>Source: Eugene W. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1
 * (1986), the greedy algorithm of section 3.
 */
final class ShortestPath {
  private static final int UNREACHED = -1;

  private final int[] a;
  private final int[] b;
  private final Hunk region;
  private final int lengthA;
  private final int lengthB;
  private final List<int[]> rows = new ArrayList<>();

  private ShortestPath(int[] a, int[] b, Hunk region) {
    this.a = a;
    this.b = b;
    this.region = region;
    this.lengthA = region.toA() - region.fromA();
    this.lengthB = region.toB() - region.fromB();
  }

  /** A way through a region from its start: the changes on it, in order, and where it ends. */
  record Path(List<Hunk> changes, int endA, int endB) {
    boolean reachesEndOf(Hunk region) {
      return endA == region.toA() && endB == region.toB();
    }
  }

  /** The shortest path through the region, or as far into it as {@code bound} steps lead. */
  static Path within(int[] a, int[] b, Hunk region, int bound) {
    return new ShortestPath(a, b, region).walk(bound);
  }

  private Path walk(int bound) {
    for (int d = 0; ; d++) {
      int[] row = new int[2 * d + 1];
      Arrays.fill(row, UNREACHED);
      rows.add(row);
      for (int k = Math.max(-d, -lengthB); k <= Math.min(d, lengthA); k++) {
        if ((k + d) % 2 == 0) {
          int x = d == 0 ? 0 : Math.max(rightTo(k, d), downTo(k, d));
          row[k + d] = x == UNREACHED ? UNREACHED : slide(x, k);
        }
      }
      int best = furthest(row, d);
      int x = row[best + d];
      if (d == bound || (x == lengthA && x - best == lengthB)) {
        return new Path(changes(d, best), region.fromA() + x, region.fromB() + x - best);
      }
    }
  }

  /** Where a removal leads onto diagonal k as step d, or {@link #UNREACHED}. */
  private int rightTo(int k, int d) {
    int x = reached(k - 1, d - 1);
    return x == UNREACHED || x == lengthA ? UNREACHED : x + 1;
  }

  /** Where an insertion leads onto diagonal k as step d, or {@link #UNREACHED}. */
  private int downTo(int k, int d) {
    int x = reached(k + 1, d - 1);
    return x == UNREACHED || x - k > lengthB ? UNREACHED : x;
  }

  private int reached(int k, int d) {
    return k < -d || k > d ? UNREACHED : rows.get(d)[k + d];
  }

  private int slide(int start, int k) {
    int x = start;
    while (x < lengthA && x - k < lengthB && a[region.fromA() + x] == b[region.fromB() + x - k]) {
      x++;
    }
    return x;
  }

  private static int furthest(int[] row, int d) {
    int best = d;
    int most = -1;
    for (int k = -d; k <= d; k += 2) {
      int x = row[k + d];
      if (x != UNREACHED && 2 * x - k > most) {
        most = 2 * x - k;
        best = k;
      }
    }
    return best;
  }

  private List<Hunk> changes(int steps, int diagonal) {
    Deque<Hunk> changes = new ArrayDeque<>();
    int k = diagonal;
    for (int d = steps; d > 0; d--) {
      int right = rightTo(k, d);
      int down = downTo(k, d);
      int x = Math.max(right, down);
      boolean removal = right > down;
      int fromX = removal ? x - 1 : x;
      int fromY = removal ? x - k : x - k - 1;
      Hunk step =
          new Hunk(
              region.fromA() + fromX,
              region.fromA() + x,
              region.fromB() + fromY,
              region.fromB() + x - k);
      Hunk later = changes.peekFirst();
      if (later != null && later.fromA() == step.toA() && later.fromB() == step.toB()) {
        changes.removeFirst();
        step = new Hunk(step.fromA(), later.toA(), step.fromB(), later.toB());
      }
      changes.addFirst(step);
      k += removal ? -1 : 1;
    }
    return List.copyOf(changes);
  }
}
