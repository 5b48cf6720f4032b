package org.planledger.store;

import java.time.Instant;
import org.axonframework.eventhandling.TrackingEventStream;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.jspecify.annotations.Nullable;

/** A store that is appended to in one place and followed in another, which has a copy of it. */
final class CopiedEventStore extends EmbeddedEventStore {
  private final EmbeddedEventStore copy;

  CopiedEventStore(Builder settings, EmbeddedEventStore copy) {
    super(settings);
    this.copy = copy;
  }

  EmbeddedEventStore copy() {
    return copy;
  }

  @Override
  public TrackingEventStream openStream(@Nullable TrackingToken token) {
    return copy.openStream(token);
  }

  @Override
  public @Nullable TrackingToken createTailToken() {
    return copy.createTailToken();
  }

  @Override
  public TrackingToken createHeadToken() {
    return copy.createHeadToken();
  }

  @Override
  public TrackingToken createTokenAt(Instant instant) {
    return copy.createTokenAt(instant);
  }
}
