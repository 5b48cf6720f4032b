package org.planledger.bench.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers at the same time, without a pause. */
public final class Callers {
  private Callers() {}

  /** What a caller does again and again. */
  @FunctionalInterface
  public interface Work {
    /** Does it the next time. */
    void once(int caller, int time);
  }

  /**
   * How often a second all of them get it done.
   *
   * @param next which time it is for each, and is then
   */
  public static double rate(int callers, int seconds, Work work, int[] next)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        int caller = i;
        all.add(
            threads.submit(
                () -> {
                  int done = 0;
                  while (System.nanoTime() < end) {
                    work.once(caller, next[caller]++);
                    done++;
                  }
                  return done;
                }));
      }
      int done = 0;
      for (Future<Integer> each : all) {
        done += each.get();
      }
      return done / ((System.nanoTime() - start) / 1e9);
    }
  }
}
