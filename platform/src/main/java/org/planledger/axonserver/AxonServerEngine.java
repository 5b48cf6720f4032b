package org.planledger.axonserver;

import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.AppendEventsTransaction;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Confirmation;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.planledger.store.RecordAway;
import org.planledger.store.StoredEvent;

/**
 * Appends to Axon Server and reads what it holds.
 *
 * <p>The framework's own engine writes payloads by another generator of JSON, which escapes
 * characters that a row of the database has as they are, forgets the types of metadata, and throws
 * the errors of an append as the connection has them.
 */
final class AxonServerEngine extends AbstractEventStorageEngine {
  private static final int PAGE = 100;
  private static final int BUFFER = 512;

  private final AxonServer server;
  private final Follower copy;
  private final Counter appended;

  AxonServerEngine(Builder builder, AxonServer server, Follower copy, Counter appended) {
    super(builder);
    this.server = server;
    this.copy = copy;
    this.appended = appended;
  }

  /** The framework's settings. */
  static final class Builder extends AbstractEventStorageEngine.Builder {}

  /** All events, or none; and none where they would be lost with a log that is not the copy's. */
  @Override
  protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
    if (events.isEmpty()) {
      return;
    }
    copy.requireSame();
    List<Event> stored =
        events.stream().map(event -> StoredForm.of(row(ofStream(event), serializer))).toList();
    AppendEventsTransaction transaction = server.events().startAppendEventsTransaction();
    try {
      stored.forEach(transaction::appendEvent);
    } catch (RuntimeException e) {
      transaction.rollback();
      throw Faults.ofUnsent(e);
    }
    try {
      Confirmation confirmation = server.await(transaction.commit());
      if (confirmation == null || !confirmation.getSuccess()) {
        throw RecordAway.unknown(new IllegalStateException("Axon Server confirmed nothing"));
      }
    } catch (ExecutionException e) {
      throw Faults.ofAppend(e.getCause() == null ? e : e.getCause(), ofStream(events.getFirst()));
    } catch (TimeoutException e) {
      throw RecordAway.unknown(e);
    }
    appended.increment(events.size());
  }

  private static DomainEventMessage<?> ofStream(EventMessage<?> event) {
    if (event instanceof DomainEventMessage<?> domainEvent) {
      return domainEvent;
    }
    throw new IllegalArgumentException("An event without a stream: " + event.getPayloadType());
  }

  private static StoredEvent row(DomainEventMessage<?> event, Serializer serializer) {
    org.axonframework.serialization.SerializedObject<String> payload =
        event.serializePayload(serializer, String.class);
    return new StoredEvent(
        0,
        event.getIdentifier(),
        event.getAggregateIdentifier(),
        event.getSequenceNumber(),
        event.getType(),
        DateTimeUtils.formatInstant(event.getTimestamp()),
        payload.getType().getName(),
        payload.getType().getRevision(),
        payload.getData(),
        event.serializeMetaData(serializer, String.class).getData());
  }

  private static DomainEventData<String> data(Event event) {
    return StoredForm.of(event, 0).entry();
  }

  /** Page by page, each to its end: nothing is left open by a reader who has enough. */
  @Override
  protected Stream<? extends DomainEventData<?>> readEventData(
      String aggregateIdentifier, long firstSequenceNumber) {
    return Stream.iterate(
            page(aggregateIdentifier, firstSequenceNumber),
            page -> page != null,
            page ->
                page.size() < PAGE
                    ? null
                    : page(aggregateIdentifier, page.getLast().getAggregateSequenceNumber() + 1))
        .flatMap(List::stream)
        .map(AxonServerEngine::data);
  }

  private List<Event> page(String aggregateIdentifier, long first) {
    return all(server.events().openAggregateStream(aggregateIdentifier, first, first + PAGE - 1));
  }

  private static List<Event> all(AggregateEventStream stream) {
    List<Event> all = new ArrayList<>();
    try {
      while (stream.hasNext()) {
        all.add(stream.next());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Faults.ofRead(e);
    } catch (RuntimeException e) {
      throw Faults.ofRead(e);
    }
  }

  @Override
  public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
    long last = server.read(server.events().findHighestSequence(aggregateIdentifier));
    return last < 0 ? Optional.empty() : Optional.of(last);
  }

  /** What there is now; nobody follows Axon Server by this. */
  @Override
  protected Stream<? extends TrackedEventData<?>> readEventData(
      @Nullable TrackingToken trackingToken, boolean mayBlock) {
    long after =
        trackingToken == null ? -1 : ((GlobalSequenceTrackingToken) trackingToken).getGlobalIndex();
    long last = server.lastToken();
    if (last <= after) {
      return Stream.empty();
    }
    Events events = new Events(server.events().openStream(after, BUFFER), last);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(events, Spliterator.ORDERED), false)
        .onClose(events::close);
  }

  /** The events of the log up to one of them. */
  private static final class Events implements Iterator<TrackedEventData<?>> {
    private static final int SECONDS = 5;

    private final EventStream stream;
    private final long last;
    private boolean ended;

    Events(EventStream stream, long last) {
      this.stream = stream;
      this.last = last;
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public TrackedEventData<?> next() {
      if (ended) {
        throw new NoSuchElementException();
      }
      try {
        EventWithToken event = stream.nextIfAvailable(SECONDS, TimeUnit.SECONDS);
        if (event == null) {
          throw new TimeoutException("The stream of events stands still");
        }
        ended = event.getToken() >= last;
        return new TrackedDomainEventData<>(
            new GlobalSequenceTrackingToken(event.getToken()), data(event.getEvent()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Faults.ofRead(e);
      } catch (TimeoutException e) {
        throw Faults.ofRead(stream.getError().orElse(e));
      }
    }

    void close() {
      ended = true;
      stream.close();
    }
  }

  @Override
  protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
    org.axonframework.serialization.SerializedObject<String> state =
        snapshot.serializePayload(serializer, String.class);
    server.read(
        server
            .events()
            .appendSnapshot(
                Event.newBuilder()
                    .setMessageIdentifier(snapshot.getIdentifier())
                    .setAggregateIdentifier(snapshot.getAggregateIdentifier())
                    .setAggregateSequenceNumber(snapshot.getSequenceNumber())
                    .setAggregateType(snapshot.getType())
                    .setTimestamp(snapshot.getTimestamp().toEpochMilli())
                    .setSnapshot(true)
                    .setPayload(
                        SerializedObject.newBuilder()
                            .setType(state.getType().getName())
                            .setRevision(state.getType().getRevision())
                            .setData(com.google.protobuf.ByteString.copyFromUtf8(state.getData())))
                    .build()));
  }

  @Override
  protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
    return all(server.events().loadSnapshots(aggregateIdentifier, Long.MAX_VALUE, 1)).stream()
        .map(AxonServerEngine::data);
  }
}
