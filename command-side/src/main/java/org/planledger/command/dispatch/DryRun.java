package org.planledger.command.dispatch;

import java.time.Clock;
import java.util.List;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.SequenceEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Streams;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.ledger.LogName;
import org.planledger.outbound.Destinations;
import org.planledger.store.NoUsageReports;

/**
 * Carries commands out on top of the log without writing to it: what they make is kept in memory,
 * seen by the commands that follow, and forgotten at the end.
 */
public final class DryRun implements AutoCloseable {
  private final Configuration configuration;
  private final Commands commands;

  /** On top of a log. */
  public DryRun(EventStorageEngine log, LogName name, Destinations destinations) {
    EventStorageEngine memory = new InMemoryEventStorageEngine();
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureEventStore(
                with ->
                    EmbeddedEventStore.builder()
                        .storageEngine(new SequenceEventStorageEngine(log, memory))
                        .build())
            .registerComponent(
                Streams.class, with -> LogStreams.of(with.eventStore(), List.of(log, memory)))
            .registerComponent(Records.class, with -> new Records(with.getComponent(Streams.class)))
            .registerComponent(
                DocumentNumbers.class,
                with -> new DocumentNumbers(() -> with.repository(NumberedDocument.class)))
            .registerComponent(LogName.class, with -> name)
            .registerComponent(Destinations.class, with -> destinations)
            .registerComponent(Clock.class, with -> Clock.systemUTC())
            .registerComponent(UsagePropertyProvider.class, with -> new NoUsageReports());
    new Aggregates(Aggregates.never()).configureModule(configurer);
    configuration = configurer.start();
    commands =
        new Commands(
            configuration.commandGateway()::sendAndWait, configuration.getComponent(Streams.class));
  }

  /** Where the commands go. */
  public Commands commands() {
    return commands;
  }

  @Override
  public void close() {
    configuration.shutdown();
  }
}
