package org.planledger.axonserver;

import org.junit.jupiter.api.Assumptions;

/** An Axon Server for tests, which is named by {@code -Daxonserver=host:port}, or is not there. */
public final class RealAxonServer {
  private RealAxonServer() {}

  /** Its address; a test that asks ends where there is none, and says so. */
  public static String address() {
    String address = System.getProperty("axonserver", "");
    if (address.isEmpty()) {
      String sentence = "NOT RUN on a real Axon Server: give one with -Daxonserver=host:port";
      System.err.println(sentence);
      Assumptions.abort(sentence);
    }
    return address;
  }
}
