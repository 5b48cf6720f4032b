package org.planledger.command.dispatch;

import java.util.List;
import java.util.stream.Stream;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.commandhandling.gateway.DefaultCommandGateway;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.planledger.Vocabulary;
import org.planledger.axonserver.AxonServer;
import org.planledger.axonserver.Follower;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Streams;
import org.planledger.log.Command;
import org.planledger.store.EventSerializer;
import org.planledger.store.StoredClasses;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.PropertySource;

/**
 * Commands where the log is in Axon Server: it hands those of one aggregate to one node, which
 * remembers it, and what they are decided on is read there and not in the copy.
 */
@Configuration(proxyBeanMethods = false)
@Profile("axonserver")
@PropertySource("classpath:org/planledger/command/axonserver.properties")
public class CommandsByAxonServer {
  CommandsByAxonServer() {}

  @Bean
  StoredClasses travellingClasses() {
    return new StoredClasses(
        Stream.concat(Vocabulary.COMMANDS.stream(), Stream.of(Decided.class, Failure.class))
            .toList());
  }

  @Bean
  @Primary
  AxonServerCommandBus axonServerCommandBus(
      AxonServerConnectionManager connections,
      AxonServerConfiguration settings,
      @Qualifier("localSegment") CommandBus local,
      EventSerializer serializer,
      org.axonframework.config.Configuration configuration) {
    return AxonServerCommandBus.builder()
        .axonServerConnectionManager(connections)
        .configuration(settings)
        .localSegment(new LocalCommands(local, serializer.getObjectMapper()))
        .serializer(serializer)
        .routingStrategy(command -> ((Command) command.getPayload()).aggregateId())
        .spanFactory(configuration.getComponent(CommandBusSpanFactory.class))
        .build();
  }

  @Bean
  Streams streams(EventStore store, EventStorageEngine log) {
    return LogStreams.of(store, List.of(log));
  }

  @Bean
  Commands commands(
      CommandGateway gateway,
      @Qualifier("localSegment") CommandBus local,
      Streams streams,
      AxonServer server,
      Commands.Refusals refusals) {
    CommandGateway here = DefaultCommandGateway.builder().commandBus(local).build();
    return new Commands(new RoutedCommands(gateway, here, server), streams, refusals);
  }

  /** Queries are answered without it, from the copy. */
  @Bean
  HealthIndicator axonServerHealthIndicator(AxonServer server, Follower copy) {
    return () -> (server.isReady() && copy.hasCompared() ? Health.up() : Health.down()).build();
  }
}
