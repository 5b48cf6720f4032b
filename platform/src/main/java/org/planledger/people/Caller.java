package org.planledger.people;

/** Who asks for things: everybody who can connect is the one local user. */
public final class Caller {
  private static final String LOCAL_USER = "Local user";
  private static final String ITSELF = "Planledger";

  private final People people;

  /** Registered among these people. */
  public Caller(People people) {
    this.people = people;
  }

  /** The id in the register. */
  public String id() {
    return people.idOf(LOCAL_USER);
  }

  /** The id of the product, for what it does by itself. */
  public String itself() {
    return people.idOf(ITSELF);
  }
}
