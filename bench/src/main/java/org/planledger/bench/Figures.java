package org.planledger.bench;

import java.util.Arrays;

/** What came of repeated measurement, in milliseconds. */
record Figures(int count, double median, double p95, double max) {
  /** Of times in nanoseconds. */
  static Figures of(long[] nanoseconds) {
    long[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    return new Figures(
        sorted.length, at(sorted, 0.5), at(sorted, 0.95), sorted[sorted.length - 1] / 1e6);
  }

  private static double at(long[] sorted, double quantile) {
    return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
  }
}
