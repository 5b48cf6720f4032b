package org.planledger.query.ledger;

import org.planledger.ledger.bundle.Finding.Code;

/** The tree does not go on from what was signed before. Nothing may be signed any more. */
final class RolledBack extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;

  RolledBack(Code code, String sentence) {
    super(sentence);
    this.code = code;
  }

  Code code() {
    return code;
  }
}
