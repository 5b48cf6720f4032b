package org.planledger.ledger;

/** A note that no trusted key has signed. */
public final class Untrusted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Untrusted(String what) {
    super(what);
  }
}
