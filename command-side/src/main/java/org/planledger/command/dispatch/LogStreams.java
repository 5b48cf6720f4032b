package org.planledger.command.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Streams;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/**
 * The streams of a log.
 *
 * @param reader of one of them
 * @param logs where their events are kept, the oldest first
 */
public record LogStreams(Reader reader, List<EventStorageEngine> logs) implements Streams {

  /** Reads one stream, as {@link Streams#read}. */
  public interface Reader {
    /** The events from a revision on. */
    List<Recorded<Event>> read(String aggregateId, long fromRevision);
  }

  /** Those of a store, read by the framework. */
  public static LogStreams of(EventStore store, List<EventStorageEngine> logs) {
    return new LogStreams(
        (aggregateId, fromRevision) ->
            store
                .readEvents(aggregateId, fromRevision)
                .asStream()
                .map(message -> recorded(message, 0))
                .toList(),
        logs);
  }

  @Override
  public List<Recorded<Event>> read(String aggregateId, long fromRevision) {
    return reader.read(aggregateId, fromRevision);
  }

  /** A repeated import asks for one event after the other of a long stream. */
  @Override
  public Event event(String aggregateId, long revision) {
    return logs.stream()
        .flatMap(log -> log.readEvents(aggregateId, revision).asStream().limit(1))
        .filter(message -> message.getSequenceNumber() == revision)
        .map(message -> (Event) message.getPayload())
        .findFirst()
        .orElseThrow();
  }

  @Override
  public boolean exists(String aggregateId) {
    return logs.stream().anyMatch(log -> log.lastSequenceNumberFor(aggregateId).isPresent());
  }

  @Override
  public Supplier<List<Recorded<Event>>> tail() {
    List<Tail> tails = logs.stream().map(Tail::new).toList();
    return () -> {
      List<Recorded<Event>> all = new ArrayList<>();
      tails.forEach(tail -> tail.readInto(all));
      return all;
    };
  }

  private static Recorded<Event> recorded(DomainEventMessage<?> message, long position) {
    return new Recorded<>(
        message.getSequenceNumber(),
        position,
        message.getTimestamp(),
        (Event) message.getPayload());
  }

  private static final class Tail {
    private final EventStorageEngine log;
    private @Nullable TrackingToken last;

    Tail(EventStorageEngine log) {
      this.log = log;
    }

    void readInto(List<Recorded<Event>> all) {
      try (Stream<? extends TrackedEventMessage<?>> events = log.readEvents(last, false)) {
        events.forEach(
            message -> {
              last = message.trackingToken();
              all.add(recorded((DomainEventMessage<?>) message, last.position().orElse(0)));
            });
      }
    }
  }
}
