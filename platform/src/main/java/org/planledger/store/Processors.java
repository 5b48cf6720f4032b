package org.planledger.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventProcessor;
import org.axonframework.eventhandling.EventProcessorSpanFactory;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;

/**
 * What every processing group gets unless it is configured here by name: a pooled streaming
 * processor of one segment that takes every event and stops at one it fails on, to try again from
 * there.
 */
public final class Processors implements ConfigurerModule {

  static final int BATCH = 100;

  /** What fails loses its claim, and others wait until it has it again. */
  private static final Duration UNTIL_TRIED_AGAIN = Duration.ofSeconds(1);

  Processors() {}

  /**
   * A group whose handlers keep what they take in memory, so that every node follows the log for
   * itself and stores no token.
   *
   * @param start where to follow it from; asked when the node starts
   * @param failed is told of each event that the handlers fail on, and then they go on
   */
  public static ConfigurerModule inMemory(
      String group,
      Supplier<TrackingToken> start,
      BiConsumer<TrackedEventMessage<?>, Exception> failed) {
    return group(
        group,
        (settings, handlers) ->
            settings
                .eventHandlerInvoker(new GoingOn(handlers, failed))
                .tokenStore(new InMemoryTokenStore())
                .transactionManager(NoTransactionManager.instance())
                .initialToken(source -> start.get()));
  }

  /** Leaves it to another what becomes of an event that handlers fail on. */
  private static final class GoingOn extends EveryEvent {
    private final BiConsumer<TrackedEventMessage<?>, Exception> failed;

    GoingOn(EventHandlerInvoker handlers, BiConsumer<TrackedEventMessage<?>, Exception> failed) {
      super(handlers);
      this.failed = failed;
    }

    @Override
    public void handle(EventMessage<?> event, Segment segment) {
      try {
        super.handle(event, segment);
      } catch (Exception failure) {
        failed.accept((TrackedEventMessage<?>) event, failure);
      }
    }
  }

  /**
   * A group that sets aside what it fails on.
   *
   * @param parking of this group; asked for when its processor is made
   */
  public static ConfigurerModule parking(String group, Supplier<Parking> parking) {
    return group(
        group,
        (settings, handlers) ->
            settings
                .eventHandlerInvoker(parking.get().around(handlers))
                .tokenClaimInterval(UNTIL_TRIED_AGAIN.toMillis()));
  }

  /** What a group has that others have not. */
  @FunctionalInterface
  private interface Own {
    PooledStreamingEventProcessor.Builder of(
        PooledStreamingEventProcessor.Builder settings, EventHandlerInvoker handlers);
  }

  private static ConfigurerModule group(String group, Own own) {
    return configurer ->
        configurer
            .eventProcessing()
            .registerEventProcessor(
                group,
                (name, configuration, handlers) -> processor(name, configuration, handlers, own));
  }

  @Override
  public void configureModule(Configurer configurer) {
    configurer
        .eventProcessing()
        .registerDefaultErrorHandler(configuration -> PropagatingErrorHandler.instance())
        .registerDefaultListenerInvocationErrorHandler(
            configuration -> PropagatingErrorHandler.instance())
        .registerEventProcessorFactory(Processors::processor);
  }

  private static EventProcessor processor(
      String name, Configuration configuration, EventHandlerInvoker handlers) {
    return processor(name, configuration, handlers, (settings, any) -> settings);
  }

  private static EventProcessor processor(
      String name, Configuration configuration, EventHandlerInvoker handlers, Own own) {
    PatientProcessor.Coordinator coordinator = new PatientProcessor.Coordinator(name);
    configuration.onShutdown(coordinator::shutdown);
    TransactionManager transactions = configuration.getComponent(TransactionManager.class);
    return new PatientProcessor(
        own.of(settings(name, configuration, handlers, coordinator), handlers),
        coordinator,
        () -> transactions.executeInTransaction(() -> {}),
        configuration.getComponent(UnknownEvents.class));
  }

  private static PooledStreamingEventProcessor.Builder settings(
      String name,
      Configuration configuration,
      EventHandlerInvoker handlers,
      PatientProcessor.Coordinator coordinator) {
    EventProcessingConfiguration processing = configuration.eventProcessingConfiguration();
    return PooledStreamingEventProcessor.builder()
        .name(name)
        .eventHandlerInvoker(new EveryEvent(handlers))
        .rollbackConfiguration(processing.rollbackConfiguration(name))
        .errorHandler(processing.errorHandler(name))
        .messageMonitor(processing.messageMonitor(PooledStreamingEventProcessor.class, name))
        .messageSource(configuration.getComponent(Followed.class).log())
        .tokenStore(processing.tokenStore(name))
        .transactionManager(processing.transactionManager(name))
        .spanFactory(configuration.getComponent(EventProcessorSpanFactory.class))
        .coordinatorExecutor(coordinator)
        .workerExecutor(worker(name, configuration))
        .initialSegmentCount(1)
        .batchSize(BATCH);
  }

  private static ScheduledExecutorService worker(String name, Configuration configuration) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            new AxonThreadFactory("WorkPackage[" + name + "]"));
    configuration.onShutdown(executor::shutdown);
    return executor;
  }
}
