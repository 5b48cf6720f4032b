package org.planledger.plan;

/** A rule of the plan does not allow this. The message says which, and what to do. */
public sealed class RuleBroken extends RuntimeException
    permits RuleBroken.Missing, RuleBroken.Later {
  private static final long serialVersionUID = 1L;

  /** What would be broken, for the person who asked. */
  public RuleBroken(String message) {
    super(message);
  }

  /** Something named is not there. */
  public static final class Missing extends RuleBroken {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message);
    }
  }

  /** An event decided for a later day that would no longer be possible. */
  public static final class Later extends RuleBroken {
    private static final long serialVersionUID = 1L;
    private final long revision;

    Later(Entry entry, RuleBroken cause) {
      super(
          "Revision %d (%s, decided on %s) would no longer be possible: %s"
              .formatted(entry.revision(), entry.event().name(), entry.on(), cause.getMessage()));
      this.revision = entry.revision();
    }

    /** Revision of the event that would be invalidated. */
    public long revision() {
      return revision;
    }
  }
}
