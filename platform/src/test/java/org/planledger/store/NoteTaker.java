package org.planledger.store;

import java.util.Arrays;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/** Takes notes on an event store. */
final class NoteTaker {
  private NoteTaker() {}

  /** About as long as an event of a plan. */
  static DomainEventMessage<NoteTaken> note(String stream, long sequence) {
    return new GenericDomainEventMessage<>(
        "Notebook",
        stream,
        sequence,
        NoteTaken.saying("%s %d ".formatted(stream, sequence) + "and its goals ".repeat(12)));
  }

  static void append(
      EventStore store, TransactionManager transactions, DomainEventMessage<?>... events) {
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(events[0]);
    work.attachTransaction(transactions);
    work.execute(() -> store.publish(Arrays.asList(events)));
  }
}
