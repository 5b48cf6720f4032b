package org.planledger.faults;

import java.time.Instant;

/** By how much the clock of a process is wrong. Loaded with the classes of Java itself. */
public final class Skew {
  private static volatile long millis;

  private Skew() {}

  /** Makes it wrong by some milliseconds. */
  public static void set(long now) {
    millis = now;
  }

  /** What is called in place of the system's milliseconds. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + millis;
  }

  /** What is called with the system's time. */
  public static Instant skewed(Instant now) {
    return now.plusMillis(millis);
  }
}
