package org.planledger.command.dispatch;

import java.util.function.Supplier;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.SnapshotTrigger;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;

/**
 * Has a snapshot taken whenever a stream has grown by so many events. It goes by the number of the
 * event, since a remembered aggregate reads few.
 */
record SnapshotEvery(int events, Supplier<Snapshotter> snapshotter)
    implements SnapshotTriggerDefinition {

  @Override
  public SnapshotTrigger prepareTrigger(Class<?> aggregateType) {
    return new Trigger(aggregateType);
  }

  private final class Trigger implements SnapshotTrigger {
    private final Class<?> type;
    private boolean loaded;

    Trigger(Class<?> type) {
      this.type = type;
    }

    @Override
    public void eventHandled(EventMessage<?> message) {
      if (loaded
          && message instanceof DomainEventMessage<?> event
          && (event.getSequenceNumber() + 1) % events == 0) {
        CurrentUnitOfWork.get()
            .afterCommit(
                unitOfWork ->
                    snapshotter.get().scheduleSnapshot(type, event.getAggregateIdentifier()));
      }
    }

    @Override
    public void initializationFinished() {
      loaded = true;
    }
  }
}
