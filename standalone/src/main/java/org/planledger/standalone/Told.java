package org.planledger.standalone;

import java.io.PrintWriter;
import org.planledger.carry.Carrying;
import org.planledger.carry.Point;

/** What is said of a log that was carried. */
final class Told {
  private Told() {}

  static String of(Point point) {
    return point.events() == 0
        ? "no events"
        : "%,d events, the last at position %d, recorded at %s"
            .formatted(point.events(), point.position(), point.recordedAt());
  }

  /**
   * Tells what came of filling a store.
   *
   * @param nanos how long it took
   * @return exit code: 0, or 1 where the log is not what was signed
   */
  static int of(Carrying.Outcome outcome, String done, long nanos, PrintWriter out) {
    out.printf("%s %s, in %.1f s.%n", done, of(outcome.point()), nanos / 1e9);
    out.printf(
        "Every row is as it was. The ledger holds %,d of the events, under the root %s.%n",
        outcome.ledger().size(), outcome.ledger().root());
    if (outcome.erasedAgain() > 0) {
      out.printf("%d names were erased again, as the log says.%n", outcome.erasedAgain());
    }
    if (outcome.findings().isEmpty()) {
      out.println(
          "Every event has its leaf, and the leaves are those of every checkpoint that was"
              + " signed.");
      return 0;
    }
    out.println("The log is not what was signed; it was not before either:");
    outcome.findings().forEach(finding -> out.println("  " + finding));
    return 1;
  }
}
