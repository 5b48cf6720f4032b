package org.planledger.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcSequencedDeadLetterQueue;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.axonframework.springboot.TokenStoreProperties;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.planledger.axonserver.AxonServerStore;
import org.planledger.axonserver.Follower;
import org.springframework.beans.factory.BeanInitializationException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

/**
 * The event store of one process, on the data source of the application; with the profile {@code
 * axonserver} that has a copy of the log, which is in Axon Server.
 *
 * <p>Import it and declare what is stored as {@link StoredClasses}. Without {@code
 * spring.datasource.url} the store is an H2 file in the folder {@code planledger.data}. Every bean
 * the framework would otherwise choose by itself is named here, since its own choices depend on the
 * order in which auto-configurations of other libraries happen to run.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenStoreProperties.class)
@PropertySource("classpath:org/planledger/store/defaults.properties")
@Import(AxonServerStore.class)
public class EventStoreConfiguration {

  private static final int EVENTS_PER_READ = 100;

  /**
   * The newest events, which those who follow the log have in common in memory; who is further
   * behind reads the database. An event may be as large as a request.
   */
  private static final int FOLLOWED = 1_000;

  EventStoreConfiguration() {}

  /** Where nobody says on which day something happens, it is that of UTC. */
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** Before anything connects: H2 has to know the scheme in the address of the store. */
  @Bean
  static BeanFactoryPostProcessor durableFiles() {
    return beans -> DurableFiles.register();
  }

  @Bean
  static BeanFactoryPostProcessor storeProfile(Environment environment) {
    return beans -> StoreProfile.check(environment);
  }

  /** Whoever asks for a connection gets one to tables that are up to date. */
  @Bean
  static BeanPostProcessor migratedDataSource(
      ObjectProvider<SchemaPart> parts, Environment environment) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof DataSource dataSource)) {
          return bean;
        }
        boolean embedded = isEmbedded(environment);
        DataSource store = dataSource;
        DataSource migrating = dataSource;
        if (bean instanceof HikariDataSource pool && embedded) {
          store = new StoreFile(pool);
        } else if (bean instanceof HikariDataSource pool) {
          migrating = BoundedConnections.unbounded(pool);
          store = new BoundedConnections(pool, transactionTimeout(environment));
        }
        MigratedDataSource migrated =
            new MigratedDataSource(
                store, migrating, parts::orderedStream, environment.matchesProfiles("axonserver"));
        try {
          migrated.prepare(!embedded);
        } catch (SQLException e) {
          throw new BeanInitializationException("The store cannot be opened: " + e.getMessage(), e);
        }
        return migrated;
      }
    };
  }

  @Bean
  StoreHealth storeHealthIndicator(DataSource dataSource, UnknownEvents unknown) {
    return new StoreHealth(dataSource, unknown);
  }

  private static Duration transactionTimeout(Environment environment) {
    return environment.getRequiredProperty("spring.transaction.default-timeout", Duration.class);
  }

  /** Whether the store is this process's own. */
  private static boolean isEmbedded(Environment environment) {
    return DatabaseDriver.fromJdbcUrl(environment.getRequiredProperty("spring.datasource.url"))
        == DatabaseDriver.H2;
  }

  @Bean
  StoredTypes storedTypes(ObjectProvider<StoredClasses> parts) {
    return StoredTypes.of(
        parts.stream().<Class<?>>flatMap(part -> part.classes().stream()).toList());
  }

  /** Serves general, event and message serialization alike. */
  @Bean
  @Primary
  EventSerializer serializer(StoredTypes types) {
    return new EventSerializer(types);
  }

  @Bean
  TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
    timeout(transactions);
    return new SpringTransactionManager(transactions);
  }

  /** In seconds. */
  private static int timeout(PlatformTransactionManager transactions) {
    int seconds =
        transactions instanceof AbstractPlatformTransactionManager manager
            ? manager.getDefaultTimeout()
            : -1;
    if (seconds <= 0) {
      throw new IllegalStateException(
          "spring.transaction.default-timeout must be at least 1 second, not %d s"
              .formatted(seconds));
    }
    return seconds;
  }

  @Bean
  PersistenceExceptionResolver duplicateKeys() {
    return new DuplicateKeys();
  }

  @Bean
  ConnectionProvider connectionProvider(DataSource dataSource) {
    return new UnitOfWorkAwareConnectionProviderWrapper(
        new SpringDataSourceConnectionProvider(dataSource));
  }

  @Bean
  LogStorageEngine eventStorageEngine(
      DataSource dataSource,
      ConnectionProvider connections,
      TransactionManager transactions,
      PlatformTransactionManager platform,
      PersistenceExceptionResolver errors,
      EventSerializer serializer,
      OpenAppends appends,
      Positions positions,
      StoredEvents events,
      Environment environment,
      Counter appendedEvents,
      UnknownEvents unknown,
      org.axonframework.config.Configuration configuration) {
    return new LogStorageEngine(
        JdbcEventStorageEngine.builder()
            .schema(Tables.EVENTS)
            .connectionProvider(connections)
            .persistenceExceptionResolver(errors)
            .eventSerializer(serializer)
            .snapshotSerializer(serializer)
            .snapshotFilter(configuration.snapshotFilter())
            .upcasterChain(configuration.upcasterChain())
            .batchSize(EVENTS_PER_READ)
            // Events are never removed, so a short batch is the end of its stream.
            .finalAggregateBatchPredicate(batch -> batch.size() < EVENTS_PER_READ),
        dataSource,
        transactions,
        positions,
        events,
        appends,
        timeout(platform),
        isEmbedded(environment),
        appendedEvents,
        unknown);
  }

  @Bean
  UnknownEvents unknownEvents() {
    return new UnknownEvents();
  }

  @Bean
  Counter appendedEvents(MeterRegistry metrics) {
    return Counter.builder("planledger.log.appended")
        .baseUnit("events")
        .description("events that this node has appended to the log")
        .register(metrics);
  }

  @Bean
  OpenAppends openAppends() {
    return new OpenAppends();
  }

  @Bean
  StoredEvents storedEvents(JdbcOperations store, OpenAppends appends, Environment environment) {
    return new StoredEvents(store, appends, isEmbedded(environment));
  }

  @Bean
  OperationLog operationLog(EventStore store, StoredEvents events, MeterRegistry metrics) {
    return new OperationLog(store, events, metrics);
  }

  @Bean
  ReadOnly readOnly(JdbcClient database, ObjectProvider<Follower> copy) {
    return new ReadOnly(database, () -> copy.stream().findFirst().flatMap(Follower::alarm));
  }

  @Bean
  EventUpcaster importsWithNames() {
    return new ImportsWithNames();
  }

  @Bean
  StoredMessages storedMessages(
      EventSerializer serializer, org.axonframework.config.Configuration configuration) {
    return new StoredMessages(serializer, configuration.upcasterChain());
  }

  @Bean("eventBus")
  @Qualifier("eventStore")
  EmbeddedEventStore eventStore(
      EventStorageEngine engine,
      LogStorageEngine log,
      org.axonframework.config.Configuration configuration) {
    EmbeddedEventStore.Builder settings =
        EmbeddedEventStore.builder()
            .storageEngine(engine)
            .cachedEvents(FOLLOWED)
            .messageMonitor(configuration.messageMonitor(EventStore.class, "eventStore"))
            .spanFactory(configuration.getComponent(EventBusSpanFactory.class));
    return engine == log
        ? settings.build()
        : new CopiedEventStore(
            settings,
            EmbeddedEventStore.builder().storageEngine(log).cachedEvents(FOLLOWED).build());
  }

  @Bean
  Followed followed(EmbeddedEventStore store) {
    return new Followed(store instanceof CopiedEventStore copied ? copied.copy() : store);
  }

  /**
   * One process at a time has the file open: what another had claimed, it no longer holds. On a
   * server the framework would name a node by its process, of which two nodes may be parts.
   */
  @Bean
  NodeName nodeName(Environment environment) {
    return new NodeName(isEmbedded(environment) ? "embedded" : UUID.randomUUID().toString());
  }

  @Bean
  TokenStore tokenStore(
      ConnectionProvider connections,
      EventSerializer serializer,
      TokenStoreProperties settings,
      NodeName node) {
    return JdbcTokenStore.builder()
        .schema(Tables.TOKENS)
        .connectionProvider(connections)
        .serializer(serializer)
        .contentType(String.class)
        .claimTimeout(settings.getClaimTimeout())
        .nodeId(node.name())
        .build();
  }

  @Bean
  DeadLetters deadLetters(JdbcClient database, StoredEvents log, StoredMessages messages) {
    return new DeadLetters(database, log, messages);
  }

  @Bean
  Parkings parkings(
      ConnectionProvider connections,
      TransactionManager transactions,
      EventSerializer serializer,
      JdbcClient database,
      DeadLetters letters,
      StoredEvents log,
      StoredMessages messages,
      PlatformTransactionManager platform) {
    return (group, lock) ->
        new Parking(
            group,
            lock,
            JdbcSequencedDeadLetterQueue.<EventMessage<?>>builder()
                .processingGroup(group)
                .connectionProvider(connections)
                .transactionManager(transactions)
                .schema(Tables.DEAD_LETTERS)
                .genericSerializer(serializer)
                .eventSerializer(serializer)
                .maxSequences(DeadLetters.MOST)
                .maxSequenceSize(DeadLetters.MOST)
                .build(),
            database,
            letters,
            log,
            messages,
            platform);
  }

  @Bean
  Processors processors() {
    return new Processors();
  }

  @Bean
  StoredStreams storedStreams(
      DataSource dataSource,
      StoredTypes types,
      EventSerializer serializer,
      LogStorageEngine engine,
      Positions positions) {
    return new StoredStreams(dataSource, types, serializer, engine, positions);
  }

  @Bean
  Positions positions(JdbcClient database) {
    return new Positions(database);
  }

  @Bean
  Progress progress(JdbcClient database, Serializer serializer) {
    return new Progress(database, serializer);
  }

  /** The framework would otherwise report its use to its makers at every start. */
  @Bean
  UsagePropertyProvider usagePropertyProvider() {
    return new NoUsageReports();
  }
}
