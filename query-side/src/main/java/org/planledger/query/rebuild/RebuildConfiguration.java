package org.planledger.query.rebuild;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.axonframework.config.EventProcessingConfiguration;
import org.planledger.people.People;
import org.planledger.query.entry.LogReader;
import org.planledger.query.lists.Lists;
import org.planledger.query.texts.Histories;
import org.planledger.store.DeadLetters;
import org.planledger.store.EventSerializer;
import org.planledger.store.OperationLog;
import org.planledger.store.Parking;
import org.planledger.store.Positions;
import org.planledger.store.Progress;
import org.planledger.store.ReadOnly;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Making projections anew, and finding what they have missed. */
@Configuration(proxyBeanMethods = false)
public class RebuildConfiguration {
  RebuildConfiguration() {}

  @Bean
  RebuildState rebuildState(JdbcClient database) {
    return new RebuildState(database);
  }

  @Bean
  Rebuild rebuild(
      RebuildState state,
      Lists live,
      JdbcClient database,
      JdbcTemplate batches,
      EventProcessingConfiguration processing,
      StoredEvents log,
      LogReader reader,
      EventSerializer serializer,
      Progress progress,
      DeadLetters letters,
      OperationLog operations,
      ReadOnly readOnly,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Rebuild(
        state,
        live,
        Lists.beside(database, batches, reader, serializer.getObjectMapper()),
        new Exchange(database),
        processing,
        log,
        reader,
        progress,
        letters,
        operations,
        readOnly,
        transactions,
        clock);
  }

  @Bean
  TextsRebuild textsRebuild(
      Histories histories,
      @Value("${planledger.checkpoints}") String folder,
      StoredEvents log,
      LogReader reader,
      OperationLog operations,
      ReadOnly readOnly,
      Clock clock) {
    return new TextsRebuild(histories, Path.of(folder), log, reader, operations, readOnly, clock);
  }

  @Bean
  Reconciliation reconciliation(
      StoredEvents log,
      Progress progress,
      Parking parking,
      DeadLetters letters,
      Histories histories,
      People people,
      StoredMessages messages,
      JdbcClient database,
      PlatformTransactionManager transactions,
      MeterRegistry metrics) {
    return new Reconciliation(
        log,
        progress,
        parking,
        letters,
        histories,
        people,
        messages,
        database,
        transactions,
        metrics);
  }

  /** Names are erased on the command side, which has no other figures of how far something is. */
  @Bean
  Projection erasuresFollowed(Progress progress) {
    return new Projection(People.ERASURES, () -> progress.of(People.ERASURES));
  }

  @Bean
  ProjectionsEndpoint projectionsEndpoint(
      List<Projection> projections, Positions positions, RebuildState lists, TextsRebuild texts) {
    return new ProjectionsEndpoint(projections, positions, lists, texts);
  }
}
