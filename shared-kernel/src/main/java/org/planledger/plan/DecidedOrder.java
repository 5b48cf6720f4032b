package org.planledger.plan;

import java.time.LocalDate;
import java.util.Comparator;

/** Place in decided order: the day, then the order of the log. The opening of a plan is first. */
public record DecidedOrder(LocalDate on, long revision) implements Comparable<DecidedOrder> {

  /** The place of the opening of a plan. */
  public static final DecidedOrder FIRST = new DecidedOrder(LocalDate.MIN, 0);

  private static final Comparator<DecidedOrder> ORDER =
      Comparator.comparing(DecidedOrder::on).thenComparingLong(DecidedOrder::revision);

  /** The end of a day. */
  public static DecidedOrder endOf(LocalDate day) {
    return new DecidedOrder(day, Long.MAX_VALUE);
  }

  @Override
  public int compareTo(DecidedOrder other) {
    return ORDER.compare(this, other);
  }
}
