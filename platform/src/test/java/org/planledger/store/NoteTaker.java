package org.planledger.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A process that takes notes on an embedded store until it is killed, and tells of each commit once
 * it is acknowledged.
 */
final class NoteTaker {

  static final int WRITERS = 3;
  private static final String ACKNOWLEDGED = "acknowledged";

  private final EventStore store;
  private final TransactionManager transactions;
  private final Positions positions;

  private NoteTaker(ConfigurableApplicationContext application) {
    store = application.getBean(EventStore.class);
    transactions = application.getBean(TransactionManager.class);
    positions = application.getBean(Positions.class);
  }

  /** Where an event is, as its writer was told. */
  record Acknowledged(String stream, long sequence, long position) {

    static boolean isOne(String line) {
      return line.startsWith(ACKNOWLEDGED + " ");
    }

    static Acknowledged parse(String line) {
      String[] words = line.split(" ", -1);
      return new Acknowledged(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    @Override
    public String toString() {
      return "%s %s %d %d".formatted(ACKNOWLEDGED, stream, sequence, position);
    }
  }

  /** The text of a note, about as long as an event of a plan. */
  static String text(String stream, long sequence) {
    return "%s %d ".formatted(stream, sequence) + "and its goals ".repeat(12);
  }

  static DomainEventMessage<NoteTaken> note(String stream, long sequence) {
    return new GenericDomainEventMessage<>(
        "Notebook", stream, sequence, NoteTaken.saying(text(stream, sequence)));
  }

  /**
   * Takes notes in pairs of streams: each commit holds one note in either.
   *
   * @param arguments folder of the store
   */
  public static void main(String[] arguments) {
    NoteTaker taker = new NoteTaker(StoreApplication.on(TestDatabases.h2(Path.of(arguments[0]))));
    for (int writer = 0; writer < WRITERS; writer++) {
      Thread.ofPlatform().start(taker::write);
    }
  }

  private void write() {
    String pair = UUID.randomUUID().toString();
    List<String> streams = List.of("Notebook:" + pair + ":left", "Notebook:" + pair + ":right");
    for (long sequence = 0; ; sequence++) {
      long number = sequence;
      append(
          store,
          transactions,
          streams.stream()
              .map(stream -> note(stream, number))
              .toArray(DomainEventMessage<?>[]::new));
      for (String stream : streams) {
        System.out.println(new Acknowledged(stream, number, positions.of(stream, number)));
      }
    }
  }

  static void append(
      EventStore store, TransactionManager transactions, DomainEventMessage<?>... events) {
    UnitOfWork<?> work = DefaultUnitOfWork.startAndGet(events[0]);
    work.attachTransaction(transactions);
    work.execute(() -> store.publish(Arrays.asList(events)));
  }
}
