package org.planledger.axonserver;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.UUID;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.planledger.store.EventSerializer;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.planledger.store.Written;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.PropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The log in Axon Server, copied into the PostgreSQL of the application. The framework's own
 * configuration of it stays off: it would bring more than is used here.
 */
@Configuration(proxyBeanMethods = false)
@Profile("axonserver")
@PropertySource("classpath:org/planledger/axonserver/defaults.properties")
public class AxonServerStore {
  /** What says how far the log was copied; a store that never was a copy does not have it. */
  public static final SchemaPart SCHEMA = new SchemaPart("axonserver");

  AxonServerStore() {}

  /** Two nodes may be parts of one process, of which the framework would name them both. */
  @Bean
  AxonServerConfiguration axonServerConfiguration() {
    AxonServerConfiguration configuration = new AxonServerConfiguration();
    configuration.setComponentName("planledger");
    configuration.setClientId("planledger-" + UUID.randomUUID());
    return configuration;
  }

  @Bean(destroyMethod = "shutdown")
  AxonServerConnectionManager axonServerConnectionManager(AxonServerConfiguration settings) {
    return AxonServerConnectionManager.builder()
        .axonServerConfiguration(settings)
        .routingServers(settings.getServers())
        .build();
  }

  @Bean
  AxonServer axonServer(AxonServerConnectionManager connections, AxonServerConfiguration settings) {
    return new AxonServer(connections, Duration.ofMillis(settings.getCommitTimeout()));
  }

  @Bean
  @Primary
  EventStorageEngine axonServerEngine(
      AxonServer server,
      EventSerializer serializer,
      Follower follower,
      Counter appendedEvents,
      org.axonframework.config.Configuration configuration) {
    AxonServerEngine.Builder settings = new AxonServerEngine.Builder();
    settings
        .eventSerializer(serializer)
        .snapshotSerializer(serializer)
        .snapshotFilter(configuration.snapshotFilter())
        .upcasterChain(configuration.upcasterChain());
    return new AxonServerEngine(settings, server, follower, appendedEvents);
  }

  @Bean
  SchemaPart axonServerSchema() {
    return SCHEMA;
  }

  @Bean
  Copy copy(JdbcClient database, JdbcTemplate batches, StoredEvents events) {
    return new Copy(database, batches, events);
  }

  @Bean
  Follower follower(
      AxonServer server,
      Copy copy,
      PlatformTransactionManager transactions,
      @Value("${planledger.copy}") boolean copies) {
    return new Follower(server, copy, transactions, copies);
  }

  @Bean
  Move move(
      AxonServer server, Copy copy, StoredEvents table, PlatformTransactionManager transactions) {
    return new Move(server, copy, table, new TransactionTemplate(transactions));
  }

  @Bean
  @Primary
  Written writtenToAxonServer(AxonServer server, Copy copy) {
    return new WrittenToAxonServer(server, copy);
  }

  @Bean
  MeterBinder copyLag(Follower follower) {
    return (MeterRegistry metrics) ->
        Gauge.builder("planledger.copy.lag", follower::behind)
            .baseUnit("events")
            .description("events of Axon Server that are still to be copied to the database")
            .register(metrics);
  }
}
