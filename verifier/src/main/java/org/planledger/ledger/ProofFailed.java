package org.planledger.ledger;

/** A proof that does not prove what it is given for. */
public final class ProofFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a proof fails. */
  public enum Reason {
    /** The index is not below the size, or the older tree is the larger one. */
    OUT_OF_RANGE,
    /** The proof has more or fewer hashes than trees of these sizes need. */
    WRONG_LENGTH,
    /** The hashes do not lead to the root of the (older) tree. */
    ROOT_MISMATCH,
    /** The hashes lead to the root of the older tree, but not to that of the newer one. */
    NEW_ROOT_MISMATCH
  }

  private final Reason reason;

  ProofFailed(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  /** Why it fails. */
  public Reason reason() {
    return reason;
  }
}
