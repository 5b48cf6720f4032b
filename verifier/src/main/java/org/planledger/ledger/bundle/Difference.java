package org.planledger.ledger.bundle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.planledger.ledger.Hash;
import org.planledger.ledger.bundle.Finding.Code;

/**
 * How a list of leaves differs from the one that was logged.
 *
 * @param missing indexes of logged leaves that are not there
 * @param extra indexes of leaves that were not logged
 * @param moved where the others first leave the order in which they were logged; -1: nowhere
 */
record Difference(List<Long> missing, List<Long> extra, long moved) {

  static Difference between(Hashes logged, Hashes found) {
    List<Long> missing = without(logged, found);
    List<Long> extra = without(found, logged);
    long l = 0;
    long f = 0;
    int m = 0;
    int e = 0;
    while (true) {
      while (m < missing.size() && missing.get(m) == l) {
        m++;
        l++;
      }
      while (e < extra.size() && extra.get(e) == f) {
        e++;
        f++;
      }
      if (l == logged.size() || f == found.size()) {
        return new Difference(missing, extra, -1);
      }
      if (!logged.get(l++).equals(found.get(f++))) {
        return new Difference(missing, extra, f - 1);
      }
    }
  }

  /** Says what became of the first event of each kind, and how many there are. */
  void tell(Findings findings) {
    int changed = Math.min(missing.size(), extra.size());
    if (changed > 0) {
      long first = extra.getFirst();
      findings.event(
          Code.LEAF_MISMATCH,
          first,
          "event %d is not the one that was logged (%d of them in all)".formatted(first, changed));
    }
    if (missing.size() > changed) {
      long first = missing.getFirst();
      findings.event(
          Code.MISSING_EVENT,
          first,
          "event %d of the log is not there (%d missing in all)"
              .formatted(first, missing.size() - changed));
    }
    if (extra.size() > changed) {
      long first = extra.getFirst();
      findings.event(
          Code.UNLOGGED_EVENT,
          first,
          "event %d was never logged (%d of them in all)".formatted(first, extra.size() - changed));
    }
    if (moved >= 0) {
      findings.event(
          Code.ORDER_MISMATCH, moved, "event %d was logged at another place".formatted(moved));
    }
  }

  /** Indexes of what is in one list more often than in another one. */
  private static List<Long> without(Hashes list, Hashes other) {
    Map<Hash, Integer> counts = new HashMap<>();
    for (long i = 0; i < other.size(); i++) {
      counts.merge(other.get(i), 1, Integer::sum);
    }
    List<Long> indexes = new ArrayList<>();
    for (long i = 0; i < list.size(); i++) {
      Integer left = counts.merge(list.get(i), -1, Integer::sum);
      if (left < 0) {
        indexes.add(i);
      }
    }
    return indexes;
  }
}
