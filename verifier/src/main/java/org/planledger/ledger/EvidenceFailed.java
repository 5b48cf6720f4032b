package org.planledger.ledger;

import org.jspecify.annotations.Nullable;

/** Evidence that does not hold together, whatever its checkpoint is worth. */
public final class EvidenceFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What does not fit what. */
  public enum Reason {
    /** A payload is not the one that its envelope states. */
    LEAF_MISMATCH,
    /** An event is not shown to be in the log. */
    PROOF_MISMATCH,
    /** The text, or a part of it, is not in the event that is named for it. */
    TEXT_MISMATCH
  }

  private final Reason reason;
  private final @Nullable String event;

  EvidenceFailed(Reason reason, @Nullable String event, String detail) {
    super(detail);
    this.reason = reason;
    this.event = event;
  }

  /** What does not fit. */
  public Reason reason() {
    return reason;
  }

  /** Id of the event concerned; null: of none. */
  public @Nullable String event() {
    return event;
  }
}
