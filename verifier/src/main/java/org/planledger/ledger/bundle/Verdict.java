package org.planledger.ledger.bundle;

/** What a check comes to. */
public enum Verdict {
  /** Everything that was asked is proven. */
  PROVEN(0),
  /** Something is not what was logged. */
  TAMPERED(1),
  /** Something is not of the form it has to be of. */
  MALFORMED(2),
  /** Nothing speaks against it, and not enough for it. */
  NOT_ENOUGH_EVIDENCE(3);

  private final int exitCode;

  Verdict(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of the command line. */
  public int exitCode() {
    return exitCode;
  }
}
