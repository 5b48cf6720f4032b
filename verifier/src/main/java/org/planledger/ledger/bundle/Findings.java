package org.planledger.ledger.bundle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Trust;
import org.planledger.ledger.bundle.Finding.Code;

/** What a check has come to so far. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();
  private final List<String> facts = new ArrayList<>();

  void add(Finding finding) {
    all.add(finding);
  }

  void add(Code code, String detail) {
    all.add(Finding.of(code, detail));
  }

  void malformed(String detail) {
    add(Code.MALFORMED, detail);
  }

  /** Concerns the event of an index. */
  void event(Code code, long index, String detail) {
    all.add(new Finding(code, detail, index, null, List.of()));
  }

  /** A sentence of what is proven. */
  void fact(String sentence) {
    facts.add(sentence);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  Report report(Trust.@Nullable Signed head) {
    return new Report(head, facts, all);
  }
}
