package org.planledger.ledger.bundle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Trust;

/**
 * Something that a check found.
 *
 * @param detail in words
 * @param index of the event concerned; null: of none
 * @param event its id; null: not known
 * @param evidence notes that show it to others
 */
public record Finding(
    Code code, String detail, @Nullable Long index, @Nullable String event, List<String> evidence) {

  /** What can be found. */
  public enum Code {
    /** An event is not the one that was logged at its place. */
    LEAF_MISMATCH(Verdict.TAMPERED),
    /** An event that was logged is not there. */
    MISSING_EVENT(Verdict.TAMPERED),
    /** An event is there that was not logged. */
    UNLOGGED_EVENT(Verdict.TAMPERED),
    /** Events stand in another order than they were logged in. */
    ORDER_MISMATCH(Verdict.TAMPERED),
    /** Hashes between the events and the checkpoint are not those of the log. */
    TILE_MISMATCH(Verdict.TAMPERED),
    /** A checkpoint is known that is larger than the log is said to be. */
    TRUNCATED(Verdict.TAMPERED),
    /** Two checkpoints of one size have different roots. */
    FORK(Verdict.TAMPERED),
    /** The log does not begin with what an older checkpoint covers. */
    INCONSISTENT_HISTORY(Verdict.TAMPERED),
    /** A key that is not trusted signed, or is named as a key of the log. */
    UNTRUSTED_KEY(Verdict.TAMPERED),
    /** A signature of a trusted key does not fit. */
    BAD_SIGNATURE(Verdict.TAMPERED),
    /** A proof does not prove what it is given for. */
    PROOF_MISMATCH(Verdict.TAMPERED),
    /** A text is not in the event that is named for it. */
    TEXT_MISMATCH(Verdict.TAMPERED),
    /** What a node serves is not what the log says: found by its self-audit, not in a bundle. */
    PROJECTION_DRIFT(Verdict.TAMPERED),
    /** A file, a line or a name is not of the form it has to be of. */
    MALFORMED(Verdict.MALFORMED),
    /** Fewer witnesses than asked for have signed. */
    QUORUM_NOT_MET(Verdict.NOT_ENOUGH_EVIDENCE),
    /** Nothing from outside says how long the log has to be. */
    TAIL_UNPROVEN(Verdict.NOT_ENOUGH_EVIDENCE);

    private final Verdict verdict;

    Code(Verdict verdict) {
      this.verdict = verdict;
    }

    /** What it means for the whole. */
    public Verdict verdict() {
      return verdict;
    }
  }

  public Finding {
    evidence = List.copyOf(evidence);
  }

  /** A finding that concerns no event. */
  public static Finding of(Code code, String detail) {
    return new Finding(code, detail, null, null, List.of());
  }

  /** Two checkpoints of one size contradict each other. */
  static Finding fork(Trust.Signed one, Trust.Signed other) {
    return new Finding(
        Code.FORK,
        "two signed checkpoints of size %d have different roots".formatted(one.checkpoint().size()),
        null,
        null,
        List.of(one.note().toString(), other.note().toString()));
  }

  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("code", code.name());
    members.put("detail", detail);
    if (index != null) {
      members.put("index", Long.toString(index));
    }
    if (event != null) {
      members.put("event", event);
    }
    if (!evidence.isEmpty()) {
      members.put("evidence", evidence);
    }
    return members;
  }
}
