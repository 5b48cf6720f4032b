package org.planledger.query.entry;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * What was recorded by an instant.
 *
 * @param nanos since 1970
 * @param instant null: all that is recorded
 */
public record Known(long nanos, @Nullable Instant instant) {
  /** Until when a row holds that nothing has corrected. */
  static final long ALWAYS = Long.MAX_VALUE;

  /** All that is recorded. */
  public static final Known NOW = new Known(ALWAYS - 1, null);

  /**
   * Reads the parameter {@code knownAt}.
   *
   * @throws Refused 400 when it is no instant
   */
  public static Known at(@Nullable String instant) {
    if (instant == null) {
      return NOW;
    }
    try {
      Instant read = Instant.parse(instant);
      return new Known(Math.min(nanos(read), NOW.nanos()), read);
    } catch (DateTimeParseException e) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "knownAt=%s is no instant; write one such as 2017-09-12T16:30:00Z.".formatted(instant));
    }
  }

  /** Nanoseconds since 1970; instants outside 1678 to 2261 count as the first or last of these. */
  static long nanos(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (ArithmeticException outside) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
