package org.planledger.ledger.second;

/** Ends the checks of a file, or of everything, with an exit code. */
final class Wrong extends Exception {
  private static final long serialVersionUID = 1L;
  final int code;

  Wrong(int code) {
    this.code = code;
  }

  static void check(boolean holds, int code) throws Wrong {
    if (!holds) {
      throw new Wrong(code);
    }
  }
}
