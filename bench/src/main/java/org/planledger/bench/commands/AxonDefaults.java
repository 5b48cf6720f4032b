package org.planledger.bench.commands;

import java.time.Clock;
import org.axonframework.common.caching.Cache;
import org.axonframework.common.caching.WeakReferenceCache;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.axonframework.serialization.Serializer;
import org.planledger.command.decision.Records;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.command.document.NumberedDocument;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.log.Command;
import org.springframework.context.ApplicationContext;

/** The same aggregate in the repositories that Axon Framework comes with, on the same store. */
final class AxonDefaults {
  private static final int EVENTS_PER_SNAPSHOT = 100;

  private AxonDefaults() {}

  static Configuration snapshots(ApplicationContext application) {
    return configured(
        application,
        plan ->
            plan.configureSnapshotTrigger(
                configuration ->
                    new EventCountSnapshotTriggerDefinition(
                        configuration.snapshotter(), EVENTS_PER_SNAPSHOT)));
  }

  static Configuration cache(ApplicationContext application) {
    Cache cache = new WeakReferenceCache();
    return configured(application, plan -> plan.configureCache(configuration -> cache));
  }

  private interface Choice {
    AggregateConfigurer<PlanAggregate> on(AggregateConfigurer<PlanAggregate> plan);
  }

  private static Configuration configured(ApplicationContext application, Choice choice) {
    Serializer serializer = application.getBean("serializer", Serializer.class);
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureSerializer(configuration -> serializer)
            .configureTransactionManager(
                configuration -> application.getBean(TransactionManager.class))
            .configureEmbeddedEventStore(
                configuration -> application.getBean(EventStorageEngine.class))
            .registerComponent(Records.class, any -> application.getBean(Records.class))
            .registerComponent(Clock.class, any -> application.getBean(Clock.class))
            .registerComponent(
                DocumentNumbers.class,
                configuration ->
                    new DocumentNumbers(() -> configuration.repository(NumberedDocument.class)))
            .configureAggregate(NumberedDocument.class)
            .configureAggregate(
                choice.on(
                    AggregateConfigurer.defaultConfiguration(PlanAggregate.class)
                        .configureCommandTargetResolver(
                            any ->
                                message ->
                                    new VersionedAggregateIdentifier(
                                        (Object) ((Command) message.getPayload()).aggregateId(),
                                        null))));
    return configurer.start();
  }
}
