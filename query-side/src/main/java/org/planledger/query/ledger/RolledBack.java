package org.planledger.query.ledger;

/** The tree does not go on from what was signed before. Nothing may be signed any more. */
final class RolledBack extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RolledBack(String sentence) {
    super(sentence);
  }
}
