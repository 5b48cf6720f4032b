package org.planledger.command.dispatch;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.serialization.SerializationException;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Decider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the aggregates it loaded last, until memory is short. A state that is remembered may be
 * behind what another node has recorded; the log then refuses the event decided on it, since there
 * is one of that number. Commands that carry {@link #CAUGHT_UP} are decided on the state with what
 * came since.
 */
final class RememberingRepository<T extends Decider> extends EventSourcingRepository<T> {
  /** Metadata of a command that is to be decided on all that the log holds of its aggregate. */
  static final Map<String, Boolean> CAUGHT_UP = Map.of("caughtUp", true);

  private static final Logger LOG = LoggerFactory.getLogger(RememberingRepository.class);

  private static final int REMEMBERED = 10_000;
  private static final int EVENTS_PER_SNAPSHOT = 300;

  private final Class<T> type;
  private final EventStore store;
  private final Executor snapshots;
  private final Map<String, SoftReference<T>> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<T>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * For the aggregates of a type.
   *
   * @param snapshots takes them
   */
  RememberingRepository(Class<T> type, Configuration configuration, Executor snapshots) {
    super(
        EventSourcingRepository.builder(type)
            .eventStore(configuration.eventStore())
            .parameterResolverFactory(configuration.parameterResolverFactory())
            .handlerDefinition(configuration.handlerDefinition(type))
            .repositoryProvider(configuration::repository));
    this.type = type;
    this.store = configuration.eventStore();
    this.snapshots = snapshots;
  }

  /** A snapshot can be done without, and is read when its state is asked for. */
  private DomainEventStream readable(DomainEventStream events, String aggregateId) {
    if (events.hasNext() && type.isAssignableFrom(events.peek().getPayloadType())) {
      try {
        events.peek().getPayload();
      } catch (SerializationException damaged) {
        LOG.warn("The snapshot of {} cannot be read; its events are", aggregateId, damaged);
        return store.readEvents(aggregateId, 0);
      }
    }
    return events;
  }

  @Override
  protected DomainEventStream readEvents(String aggregateId) {
    T state = remembered(aggregateId);
    if (state == null) {
      return readable(super.readEvents(aggregateId), aggregateId);
    }
    DomainEventStream known =
        DomainEventStream.of(
            new GenericDomainEventMessage<>(type.getName(), aggregateId, state.revision(), state));
    return isToBeCaughtUp(CurrentUnitOfWork.get().getMessage())
        ? DomainEventStream.concat(known, store.readEvents(aggregateId, state.revision() + 1))
        : known;
  }

  static boolean isToBeCaughtUp(Message<?> command) {
    return command.getMetaData().entrySet().containsAll(CAUGHT_UP.entrySet());
  }

  @Override
  protected EventSourcedAggregate<T> doLoadWithLock(
      String aggregateId, @Nullable Long expectedVersion) {
    EventSourcedAggregate<T> loaded = super.doLoadWithLock(aggregateId, expectedVersion);
    remember(loaded);
    return rememberedOnceCommitted(loaded);
  }

  @Override
  protected EventSourcedAggregate<T> doCreateNewForLock(Callable<T> factory) throws Exception {
    return rememberedOnceCommitted(super.doCreateNewForLock(factory));
  }

  private EventSourcedAggregate<T> rememberedOnceCommitted(EventSourcedAggregate<T> aggregate) {
    long before = aggregate.getAggregateRoot().revision();
    CurrentUnitOfWork.get()
        .afterCommit(
            unitOfWork -> {
              T state = remember(aggregate);
              if (isDue(before + 1, state.revision() + 1)) {
                later(() -> store(aggregate, state), aggregate.identifierAsString());
              }
            });
    return aggregate;
  }

  /** The command is carried out: that no snapshot can be taken any more must not undo that. */
  private void later(Runnable work, String aggregateId) {
    try {
      snapshots.execute(work);
    } catch (RejectedExecutionException stopping) {
      LOG.warn("No snapshot of {}: this node is stopping", aggregateId);
    }
  }

  /**
   * Whether a snapshot is to be taken of a stream that has grown by one commit: at every 300
   * events, and of a long stream, whose snapshots are larger, each time it has grown by an eighth
   * at most.
   *
   * @param before events before
   * @param events now
   */
  static boolean isDue(long before, long events) {
    long times = Math.max(1, Long.highestOneBit(events / (8 * EVENTS_PER_SNAPSHOT)));
    long every = times * EVENTS_PER_SNAPSHOT;
    return before / every < events / every;
  }

  private void store(EventSourcedAggregate<T> aggregate, T state) {
    try {
      store.storeSnapshot(
          new GenericDomainEventMessage<>(
              aggregate.type(), aggregate.identifierAsString(), state.revision(), state));
    } catch (RuntimeException e) {
      LOG.warn("No snapshot of {}: {}", aggregate.identifierAsString(), e.getMessage());
    }
  }

  private @Nullable T remembered(String aggregateId) {
    SoftReference<T> kept;
    synchronized (states) {
      kept = states.get(aggregateId);
    }
    T state = kept == null ? null : kept.get();
    return state == null ? null : type.cast(state.copy());
  }

  private T remember(EventSourcedAggregate<T> aggregate) {
    T state = type.cast(aggregate.getAggregateRoot().copy());
    if (state.revision() >= 0) {
      synchronized (states) {
        states.put(aggregate.identifierAsString(), new SoftReference<>(state));
      }
    }
    return state;
  }
}
