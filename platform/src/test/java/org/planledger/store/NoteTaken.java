package org.planledger.store;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** An event of the tests. */
record NoteTaken(String text, LocalDate on, Instant at, @Nullable String remark) {

  static NoteTaken saying(String text) {
    return new NoteTaken(
        text, LocalDate.of(2017, 9, 12), Instant.parse("2017-09-12T09:30:00.123456Z"), null);
  }
}
