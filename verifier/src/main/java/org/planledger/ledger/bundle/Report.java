package org.planledger.ledger.bundle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.CanonicalJson;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Trust;

/**
 * What a check came to.
 *
 * @param signed the checkpoint that everything was checked against; null: none that is trusted
 * @param facts what is proven, in sentences
 * @param findings what is not
 */
public record Report(Trust.@Nullable Signed signed, List<String> facts, List<Finding> findings) {
  public Report {
    facts = List.copyOf(facts);
    findings = List.copyOf(findings);
  }

  /** Tampering outweighs a wrong form, and that a lack of evidence. */
  public Verdict verdict() {
    for (Verdict verdict :
        List.of(Verdict.TAMPERED, Verdict.MALFORMED, Verdict.NOT_ENOUGH_EVIDENCE)) {
      if (findings.stream().anyMatch(finding -> finding.code().verdict() == verdict)) {
        return verdict;
      }
    }
    return Verdict.PROVEN;
  }

  /** Canonical JSON. */
  public byte[] json() {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("verdict", verdict().name());
    members.put("exitCode", verdict().exitCode());
    if (signed != null) {
      Checkpoint checkpoint = signed.checkpoint();
      members.put("origin", checkpoint.origin());
      members.put("size", Long.toString(checkpoint.size()));
      members.put("root", checkpoint.root().toString());
      members.put("witnessed", signed.seen().stream().map(Instant::toString).toList());
    }
    members.put("facts", facts);
    members.put("findings", findings.stream().map(Finding::json).toList());
    return CanonicalJson.write(members);
  }

  /** Lines for a person to read. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        switch (verdict()) {
          case PROVEN -> "PROVEN";
          case TAMPERED -> "TAMPERED: this is not what was logged";
          case MALFORMED -> "MALFORMED: this cannot be checked as it is";
          case NOT_ENOUGH_EVIDENCE -> "NOT ENOUGH EVIDENCE: nothing wrong was found, but";
        });
    for (Finding finding : findings) {
      lines.add("  " + finding.code() + ": " + finding.detail());
      finding.evidence().forEach(note -> lines.add(note.strip().indent(6).stripTrailing()));
    }
    facts.forEach(fact -> lines.add("  " + fact));
    return String.join("\n", lines) + "\n";
  }
}
