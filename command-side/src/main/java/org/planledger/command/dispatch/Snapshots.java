package org.planledger.command.dispatch;

import java.util.List;
import java.util.concurrent.Executor;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.AggregateConfiguration;
import org.axonframework.config.Configuration;
import org.axonframework.eventsourcing.AggregateFactory;
import org.axonframework.eventsourcing.AggregateSnapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots beside the commands, so that none waits for one. It asks how an aggregate is made
 * only when the first snapshot is due: the aggregates' own configuration needs it to be there.
 */
public final class Snapshots extends AggregateSnapshotter {
  private final Configuration configuration;

  /** Takes snapshots of the aggregates of a configuration. */
  public Snapshots(
      Configuration configuration,
      EventStore store,
      TransactionManager transactions,
      ParameterResolverFactory parameters,
      HandlerDefinition handlers,
      Executor executor) {
    super(
        AggregateSnapshotter.builder()
            .eventStore(store)
            .transactionManager(transactions)
            .parameterResolverFactory(parameters)
            .handlerDefinition(handlers)
            .executor(executor)
            .repositoryProvider(configuration::repository)
            .aggregateFactories(List.of()));
    this.configuration = configuration;
  }

  @Override
  protected @Nullable AggregateFactory<?> getAggregateFactory(Class<?> type) {
    return configuration.findModules(AggregateConfiguration.class).stream()
        .filter(module -> module.aggregateType().equals(type))
        .findFirst()
        .<AggregateFactory<?>>map(module -> module.aggregateFactory())
        .orElse(null);
  }
}
