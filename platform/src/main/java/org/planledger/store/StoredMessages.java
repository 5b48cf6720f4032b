package org.planledger.store;

import java.util.Objects;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.upcasting.event.EventUpcaster;

/** The messages that handlers are given for rows of the log: taken through the upcasters. */
public final class StoredMessages {
  private final EventSerializer serializer;
  private final EventUpcaster upcasters;

  StoredMessages(EventSerializer serializer, EventUpcaster upcasters) {
    this.serializer = serializer;
    this.upcasters = upcasters;
  }

  /**
   * The message of a row, its payload and metadata read.
   *
   * @throws RuntimeException of an upcaster or the serializer, where the row is not what the store
   *     writes
   */
  public DomainEventMessage<?> of(StoredEvent row) {
    DomainEventMessage<?> message = unread(row);
    Objects.requireNonNull(message.getPayload());
    Objects.requireNonNull(message.getMetaData().keySet());
    return message;
  }

  /** The message of a row, of which nothing is read yet, and perhaps nothing can be. */
  DomainEventMessage<?> unread(StoredEvent row) {
    return EventStreamUtils.upcastAndDeserializeDomainEvents(
            Stream.of(row.entry()), serializer, upcasters)
        .next();
  }
}
