package org.planledger.store;

import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.jspecify.annotations.Nullable;

/**
 * An event as its row holds it: neither upcast nor read.
 *
 * @param position in the global order of the log
 * @param sequence number in its stream, from 0
 * @param recordedAt ISO instant
 * @param payload JSON, as written
 * @param metaData JSON, as written
 */
public record StoredEvent(
    long position,
    String eventId,
    String aggregateId,
    long sequence,
    @Nullable String aggregateType,
    String recordedAt,
    String payloadType,
    String payloadRevision,
    String payload,
    String metaData) {
  /** The same as the framework takes it. */
  public DomainEventData<String> entry() {
    return new GenericDomainEventEntry<>(
        aggregateType,
        aggregateId,
        sequence,
        eventId,
        recordedAt,
        payloadType,
        payloadRevision,
        payload,
        metaData);
  }
}
