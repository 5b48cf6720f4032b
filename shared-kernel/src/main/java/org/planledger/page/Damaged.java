package org.planledger.page;

/** What was kept is not what was written. It can be made again from the log. */
public final class Damaged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;

  /**
   * What is found damaged.
   *
   * @param what is kept
   * @param how it is seen
   */
  public Damaged(String what, String how) {
    super("What is kept of %s is damaged: %s".formatted(what, how));
    this.what = what;
  }

  /** What is kept. */
  public String what() {
    return what;
  }
}
