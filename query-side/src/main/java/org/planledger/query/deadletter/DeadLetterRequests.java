package org.planledger.query.deadletter;

import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DisallowReplay;
import org.axonframework.eventhandling.EventHandler;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.store.Parking;

/**
 * Does with the dead letters of a group what operators have asked for. It is a group of its own,
 * since the other may stand still before it comes to what they asked.
 */
@ProcessingGroup(DeadLetterRequests.GROUP)
@DisallowReplay
public final class DeadLetterRequests {
  /** The processing group. */
  public static final String GROUP = "dead-letters";

  private final Parking parking;

  /** Does it with those of one group. */
  public DeadLetterRequests(Parking parking) {
    this.parking = parking;
  }

  @EventHandler
  void on(DeadLetterRetried event) {
    if (event.group().equals(parking.group())) {
      parking.retry(event.sequence());
    }
  }

  @EventHandler
  void on(DeadLetterDiscarded event) {
    if (event.group().equals(parking.group())) {
      parking.discard(event.sequence(), event.letter());
    }
  }
}
