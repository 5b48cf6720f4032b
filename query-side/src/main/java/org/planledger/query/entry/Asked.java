package org.planledger.query.entry;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** Reads parameters of a query. */
public final class Asked {
  private Asked() {}

  /**
   * One of some words.
   *
   * @return empty when the parameter is not given
   * @throws Refused 400 when it is none of them
   */
  public static Optional<String> oneOf(
      String parameter, @Nullable String value, List<String> allowed) {
    if (value != null && !allowed.contains(value)) {
      throw malformed(
          "%s=%s is not known; write one of %s."
              .formatted(parameter, value, String.join(", ", allowed)));
    }
    return Optional.ofNullable(value);
  }

  /**
   * A whole number within limits.
   *
   * @return empty when the parameter is not given
   * @throws Refused 400 when it is none
   */
  public static Optional<Long> number(
      String parameter, @Nullable String value, long least, long most) {
    if (value == null) {
      return Optional.empty();
    }
    if (value.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    }
    throw malformed(
        most == Long.MAX_VALUE
            ? "%s=%s is not possible; write a whole number from %d."
                .formatted(parameter, value, least)
            : "%s=%s is not possible; write a whole number from %d to %d."
                .formatted(parameter, value, least, most));
  }

  /** What is answered to a parameter of the wrong form. */
  public static Refused malformed(String detail) {
    return new Refused(ProblemType.MALFORMED_REQUEST, detail);
  }
}
