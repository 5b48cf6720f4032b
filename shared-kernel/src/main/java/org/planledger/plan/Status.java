package org.planledger.plan;

/** How far a text or a framework has come. The order is the order of authority. */
public enum Status {
  DRAFTED,

  PROVISIONALLY_AGREED,

  APPROVED,

  ADOPTED;

  /** The lower of the two. */
  public Status cappedBy(Status cap) {
    return compareTo(cap) <= 0 ? this : cap;
  }
}
