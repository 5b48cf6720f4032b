package org.planledger.command.dispatch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Decider;

/**
 * Remembers the aggregates it loaded last, and reads of their streams only what came since. That is
 * also what another node may have recorded, so that a remembered state never decides on its own.
 */
final class RememberingRepository<T extends Decider> extends EventSourcingRepository<T> {
  private static final int REMEMBERED = 64;

  private final Class<T> type;
  private final EventStore store;
  private final Map<String, T> states =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
          return size() > REMEMBERED;
        }
      };

  RememberingRepository(
      Class<T> type, Configuration configuration, SnapshotTriggerDefinition snapshots) {
    super(
        EventSourcingRepository.builder(type)
            .eventStore(configuration.eventStore())
            .parameterResolverFactory(configuration.parameterResolverFactory())
            .handlerDefinition(configuration.handlerDefinition(type))
            .snapshotTriggerDefinition(snapshots)
            .repositoryProvider(configuration::repository));
    this.type = type;
    this.store = configuration.eventStore();
  }

  @Override
  protected DomainEventStream readEvents(String aggregateId) {
    T state = remembered(aggregateId);
    return state == null
        ? super.readEvents(aggregateId)
        : DomainEventStream.concat(
            DomainEventStream.of(
                new GenericDomainEventMessage<>(
                    type.getName(), aggregateId, state.revision(), state)),
            store.readEvents(aggregateId, state.revision() + 1));
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
    CurrentUnitOfWork.get().afterCommit(unitOfWork -> remember(aggregate));
    return aggregate;
  }

  private @Nullable T remembered(String aggregateId) {
    synchronized (states) {
      T state = states.get(aggregateId);
      return state == null ? null : type.cast(state.copy());
    }
  }

  private void remember(EventSourcedAggregate<T> aggregate) {
    T state = aggregate.getAggregateRoot();
    if (state.revision() >= 0) {
      synchronized (states) {
        states.put(aggregate.identifierAsString(), type.cast(state.copy()));
      }
    }
  }
}
