package org.planledger.query.texts;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Standing;

/**
 * Since when a status stands.
 *
 * @param document the contribution it was agreed from
 */
record Since(long revision, @Nullable String meeting, @Nullable String document, LocalDate on) {
  static Since of(Standing standing) {
    return new Since(
        standing.revision(),
        standing.minute() == null ? null : standing.minute().meetingId(),
        standing.document(),
        standing.on());
  }
}
