package org.planledger.query.texts;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Extract;
import org.planledger.plan.Status;

/**
 * What an answer is of if it is not of all.
 *
 * @param changed whether only what changed was asked for
 * @param status what texts had to count for; empty: anything
 * @param shown number of provisions that were asked for and are there
 * @param of number of provisions of the whole
 */
record ExtractView(boolean changed, List<Status> status, int shown, int of) {
  static @Nullable ExtractView of(@Nullable Extract extract) {
    return extract == null
        ? null
        : new ExtractView(
            extract.changed(), extract.statuses(), extract.asked().size(), extract.of());
  }
}
