package org.planledger.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.planledger.operation.event.OperationEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what nodes did and nobody decides on: at the end of the stream of operations, behind
 * whatever others append to it at the same time.
 */
public final class OperationLog {
  /** The type under which the aggregate of operations stores its events. */
  private static final String TYPE = "OperationAggregate";

  private static final int ATTEMPTS = 20;
  private static final long RECENT = 100;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(OperationLog.class);

  private final EventStore store;
  private final StoredEvents events;
  private final Counter unrecorded;

  OperationLog(EventStore store, StoredEvents events, MeterRegistry metrics) {
    this.store = store;
    this.events = events;
    this.unrecorded =
        Counter.builder("planledger.log.unrecorded")
            .description("what this node should have recorded of its own acts, and could not")
            .register(metrics);
  }

  /**
   * Appends an event, in a transaction of its own: call it outside of one.
   *
   * @param actor id of the person who had it done
   * @throws RuntimeException when it could not be appended; it may have been where the store did
   *     not answer
   */
  public void record(OperationEvent event, String actor) {
    append(UUID.randomUUID().toString(), event, Map.of("actor", actor), next -> false);
  }

  /**
   * The same, once: where there is an event of this id already, nothing is appended.
   *
   * @param onBehalfOf id of the person for whom it was done, or null
   */
  public void record(
      String eventId, OperationEvent event, String actor, @Nullable String onBehalfOf) {
    Map<String, String> sender = new HashMap<>();
    sender.put("actor", actor);
    if (onBehalfOf != null) {
      sender.put("onBehalfOf", onBehalfOf);
    }
    append(eventId, event, sender, next -> isRecorded(eventId, next));
  }

  private void append(
      String eventId, OperationEvent event, Map<String, String> sender, LongPredicate isRecorded) {
    for (int attempt = 1; ; attempt++) {
      long next = store.lastSequenceNumberFor(OperationEvent.STREAM).orElse(-1L) + 1;
      if (isRecorded.test(next)) {
        return;
      }
      try {
        store.publish(
            new GenericDomainEventMessage<>(
                TYPE,
                OperationEvent.STREAM,
                next,
                event,
                sender,
                eventId,
                GenericEventMessage.clock.instant()));
        return;
      } catch (ConcurrencyException | AggregateStreamCreationException faster) {
        if (attempt == ATTEMPTS) {
          throw faster;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * LONGEST_PAUSE_NANOS));
      }
    }
  }

  /** The table may be a copy of the store, and a moment behind it. */
  private boolean isRecorded(String eventId, long next) {
    return events.find(eventId).isPresent()
        || store
            .readEvents(OperationEvent.STREAM, Math.max(0, next - RECENT))
            .asStream()
            .anyMatch(event -> event.getIdentifier().equals(eventId));
  }

  /** The same; where it cannot be recorded that is an error in the log of the node, and counted. */
  public void recordOrTell(
      String eventId, OperationEvent event, String actor, @Nullable String onBehalfOf) {
    try {
      record(eventId, event, actor, onBehalfOf);
    } catch (RuntimeException failed) {
      unrecorded.increment();
      LOG.error("Not recorded: {} by {}", event, actor, failed);
    }
  }
}
