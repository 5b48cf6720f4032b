package org.planledger.ledger;

/** Bytes or text that are not of the form they have to be of. */
public final class Malformed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /** What is wrong, where no place in the input can be named. */
  public Malformed(String what) {
    this(what, -1);
  }

  /**
   * What is wrong and where.
   *
   * @param offset bytes of UTF-8 before the place; -1: no place can be named
   */
  public Malformed(String what, long offset) {
    super(offset < 0 ? what : what + " (at byte " + offset + ")");
    this.offset = offset;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** Bytes of UTF-8 before the place; -1: no place can be named. */
  public long offset() {
    return offset;
  }
}
