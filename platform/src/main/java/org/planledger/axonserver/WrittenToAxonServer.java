package org.planledger.axonserver;

import org.planledger.store.Written;

/**
 * An event that is not copied yet has the position of the last one in Axon Server, or a lower one.
 */
final class WrittenToAxonServer implements Written {
  private final AxonServer server;
  private final Copy copy;

  WrittenToAxonServer(AxonServer server, Copy copy) {
    this.server = server;
    this.copy = copy;
  }

  @Override
  public long of(String aggregateIdentifier, long sequence) {
    return copy.position(aggregateIdentifier, sequence).orElseGet(this::head);
  }

  @Override
  public long head() {
    long events = server.lastToken() + 1;
    return events == 0 ? 0 : events + copy.state().shift();
  }
}
