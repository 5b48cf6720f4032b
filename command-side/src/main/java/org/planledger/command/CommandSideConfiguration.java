package org.planledger.command;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.planledger.Vocabulary;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Streams;
import org.planledger.command.dispatch.Aggregates;
import org.planledger.command.dispatch.Commands;
import org.planledger.command.dispatch.CommandsByAxonServer;
import org.planledger.command.dispatch.GroupCommit;
import org.planledger.command.dispatch.LogStreams;
import org.planledger.command.dispatch.RefusedApprovals;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.form.CommandReader;
import org.planledger.command.http.CommandsEndpoint;
import org.planledger.command.imports.Importer;
import org.planledger.command.imports.ImportsEndpoint;
import org.planledger.command.imports.WordImports;
import org.planledger.command.imports.WordImportsEndpoint;
import org.planledger.command.ledger.Erasures;
import org.planledger.command.ledger.LogName;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.schedule.ScheduledDrafts;
import org.planledger.outbound.Destinations;
import org.planledger.people.Caller;
import org.planledger.people.People;
import org.planledger.store.OperationLog;
import org.planledger.store.ProblemsHealth;
import org.planledger.store.ReadOnly;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredClasses;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredStreams;
import org.planledger.store.Written;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The write side of an application on an event store. */
@Configuration(proxyBeanMethods = false)
@Import(CommandsByAxonServer.class)
public class CommandSideConfiguration {
  CommandSideConfiguration() {}

  @Bean
  StoredClasses commandSideClasses() {
    return new StoredClasses(
        Stream.concat(Vocabulary.EVENTS.stream(), Stream.of(PlanAggregate.class)).toList());
  }

  @Bean
  Aggregates aggregates(ExecutorService snapshotThread) {
    return new Aggregates(snapshotThread);
  }

  @Bean(destroyMethod = "shutdown")
  ExecutorService snapshotThread() {
    return Executors.newSingleThreadExecutor(new AxonThreadFactory("snapshots"));
  }

  /**
   * Opens no transaction: what a command appends is appended in one when it is decided, and until
   * then it holds no connection.
   */
  @Bean
  @Qualifier("localSegment")
  CommandBus commandBus(
      org.axonframework.config.Configuration configuration,
      DuplicateCommandHandlerResolver duplicates) {
    CommandBus bus =
        new GroupCommit(
            SimpleCommandBus.builder()
                .duplicateCommandHandlerResolver(duplicates)
                .spanFactory(configuration.getComponent(CommandBusSpanFactory.class))
                .messageMonitor(configuration.messageMonitor(CommandBus.class, "commandBus")));
    bus.registerHandlerInterceptor(
        new CorrelationDataInterceptor<>(configuration.correlationDataProviders()));
    return bus;
  }

  /** What belongs to the record is copied by the decision; nothing else rides along. */
  @Bean
  CorrelationDataProvider noCorrelationData() {
    return new SimpleCorrelationDataProvider();
  }

  @Bean
  @Profile("!axonserver")
  Streams streams(StoredStreams stored, EventStorageEngine log) {
    return new LogStreams(
        (aggregateId, fromRevision) ->
            stored.read(aggregateId, fromRevision).stream()
                .map(StoredStreams.Stored::recorded)
                .toList(),
        List.of(log));
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
  LogName logName(@Value("${planledger.ledger.origin}") String origin) {
    return new LogName(origin);
  }

  @Bean
  Commands.Refusals refusedApprovals(OperationLog operations, Clock clock) {
    return new RefusedApprovals(operations, clock);
  }

  @Bean
  @Profile("!axonserver")
  Commands commands(CommandGateway gateway, Streams streams, Commands.Refusals refusals) {
    return new Commands(gateway::sendAndWait, streams, refusals);
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
  CommandsEndpoint commandsEndpoint(
      CommandReader reader,
      Commands commands,
      Caller caller,
      People people,
      Written written,
      ReadOnly readOnly) {
    return new CommandsEndpoint(reader, commands, caller, people, written, readOnly);
  }

  @Bean
  Importer importer(
      CommandReader reader,
      Commands commands,
      EventStorageEngine log,
      LogName name,
      Destinations destinations,
      Caller caller,
      People people,
      OperationLog operations,
      Written written,
      ReadOnly readOnly,
      Clock clock) {
    return new Importer(
        reader,
        commands,
        log,
        name,
        destinations,
        caller,
        people,
        operations,
        written,
        readOnly,
        clock);
  }

  @Bean
  SchemaPart schedulesSchema() {
    return new SchemaPart("schedules");
  }

  @Bean
  ScheduledDrafts scheduledDrafts(
      StoredEvents log,
      Records records,
      JdbcClient database,
      CommandReader reader,
      Commands commands,
      Caller caller,
      ReadOnly readOnly,
      PlatformTransactionManager transactions,
      Clock clock,
      @Value("${planledger.schedules.interval:1s}") Duration interval) {
    return new ScheduledDrafts(
        log, records, database, reader, commands, caller, readOnly, transactions, clock, interval);
  }

  /** Down while what is scheduled is not known here, since a newer version wrote it. */
  @Bean
  ProblemsHealth schedulesHealthIndicator(ScheduledDrafts drafts) {
    return new ProblemsHealth(drafts::problems);
  }

  @Bean
  MeterBinder scheduleMetrics(ScheduledDrafts drafts) {
    return metrics ->
        Gauge.builder("planledger.schedules.waiting", drafts::waiting)
            .description("scheduled drafts that are due and not issued")
            .register(metrics);
  }

  @Bean
  ImportsEndpoint importsEndpoint(Importer importer) {
    return new ImportsEndpoint(importer);
  }

  @Bean
  WordImportsEndpoint wordImportsEndpoint(
      Importer importer, Streams streams, People people, Clock clock) {
    return new WordImportsEndpoint(new WordImports(importer, streams, people, clock));
  }
}
