package org.planledger.command;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.planledger.Vocabulary;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Streams;
import org.planledger.command.dispatch.Aggregates;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.dispatch.LogStreams;
import org.planledger.command.dispatch.Snapshots;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.form.CommandReader;
import org.planledger.command.http.Caller;
import org.planledger.command.http.CommandsEndpoint;
import org.planledger.command.imports.Importer;
import org.planledger.command.imports.ImportsEndpoint;
import org.planledger.command.ledger.Erasures;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.people.People;
import org.planledger.store.Positions;
import org.planledger.store.StoredClasses;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The write side of an application on an event store. */
@Configuration(proxyBeanMethods = false)
public class CommandSideConfiguration {
  CommandSideConfiguration() {}

  @Bean
  StoredClasses commandSideClasses() {
    return new StoredClasses(
        Stream.concat(Vocabulary.EVENTS.stream(), Stream.of(PlanAggregate.class)).toList());
  }

  @Bean
  Aggregates aggregates() {
    return new Aggregates();
  }

  @Bean(destroyMethod = "shutdown")
  ExecutorService snapshotThread() {
    return Executors.newSingleThreadExecutor(new AxonThreadFactory("snapshots"));
  }

  @Bean
  Snapshotter snapshotter(
      org.axonframework.config.Configuration configuration,
      EventStore store,
      TransactionManager transactions,
      ParameterResolverFactory parameters,
      HandlerDefinition handlers,
      ExecutorService snapshotThread) {
    return new Snapshots(configuration, store, transactions, parameters, handlers, snapshotThread);
  }

  /** What belongs to the record is copied by the decision; nothing else rides along. */
  @Bean
  CorrelationDataProvider noCorrelationData() {
    return new SimpleCorrelationDataProvider();
  }

  @Bean
  Streams streams(EventStore store, EventStorageEngine log) {
    return new LogStreams(store, List.of(log));
  }

  @Bean
  Records records(Streams streams) {
    return new Records(streams);
  }

  @Bean
  DocumentNumbers documentNumbers(org.axonframework.config.Configuration configuration) {
    return new DocumentNumbers(() -> configuration.repository(NumberedDocument.class));
  }

  @Bean
  Commands commands(CommandGateway gateway, Streams streams) {
    return new Commands(gateway, streams);
  }

  @Bean
  Erasures erasures(People people) {
    return new Erasures(people);
  }

  @Bean
  CommandReader commandReader() {
    return new CommandReader();
  }

  @Bean
  Caller caller(People people) {
    return new Caller(people);
  }

  @Bean
  CommandsEndpoint commandsEndpoint(
      CommandReader reader, Commands commands, Caller caller, People people, Positions positions) {
    return new CommandsEndpoint(reader, commands, caller, people, positions);
  }

  @Bean
  ImportsEndpoint importsEndpoint(
      CommandReader reader,
      Commands commands,
      EventStorageEngine log,
      Caller caller,
      People people,
      Positions positions) {
    return new ImportsEndpoint(new Importer(reader, commands, log, caller, people, positions));
  }
}
