package org.planledger.ledger;

/** A note that no key has signed that is trusted for it. */
public final class Untrusted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean beyondItsSizes;

  Untrusted(String what, boolean beyondItsSizes) {
    super(what);
    this.beyondItsSizes = beyondItsSizes;
  }

  /** Whether a key has signed it that is trusted for other sizes. */
  public boolean isBeyondItsSizes() {
    return beyondItsSizes;
  }
}
