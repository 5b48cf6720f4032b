package org.planledger.query;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.axonframework.config.ConfigurerModule;
import org.planledger.Vocabulary;
import org.planledger.people.People;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.export.ExportEndpoint;
import org.planledger.query.feed.Feed;
import org.planledger.query.feed.FeedConfiguration;
import org.planledger.query.ledger.LedgerConfiguration;
import org.planledger.query.openapi.OpenApiEndpoint;
import org.planledger.query.publication.PublicationConfiguration;
import org.planledger.query.publication.Publications;
import org.planledger.query.reading.MinimumPosition;
import org.planledger.query.reading.Sampled;
import org.planledger.query.reading.WithoutParked;
import org.planledger.query.rebuild.Projection;
import org.planledger.query.rebuild.RebuildConfiguration;
import org.planledger.query.texts.Checkpoints;
import org.planledger.query.texts.DamagedCheckpoints;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Papers;
import org.planledger.query.texts.TextsEndpoint;
import org.planledger.query.texts.UnreadableStreams;
import org.planledger.query.texts.WhatIfEndpoint;
import org.planledger.query.webhook.WebhookConfiguration;
import org.planledger.query.webhook.Webhooks;
import org.planledger.store.DeadLetters;
import org.planledger.store.Positions;
import org.planledger.store.Processors;
import org.planledger.store.Progress;
import org.planledger.store.StoredClasses;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredStreams;
import org.planledger.web.Problems;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.util.unit.DataSize;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The read side of an application on an event store. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:org/planledger/query/defaults.properties")
@Import({
  ListsConfiguration.class,
  RebuildConfiguration.class,
  LedgerConfiguration.class,
  FeedConfiguration.class,
  WebhookConfiguration.class,
  PublicationConfiguration.class
})
public class QuerySideConfiguration {
  QuerySideConfiguration() {}

  @Bean
  StoredClasses querySideClasses() {
    return new StoredClasses(Vocabulary.EVENTS);
  }

  @Bean
  Checkpoints checkpoints(@Value("${planledger.checkpoints}") String folder) throws IOException {
    return new Checkpoints(Path.of(folder));
  }

  @Bean
  Histories histories(
      StoredStreams log,
      StoredEvents events,
      Positions positions,
      Checkpoints checkpoints,
      @Value("${planledger.memory}") DataSize most,
      MeterRegistry metrics) {
    return new Histories(log, events, positions, checkpoints, most, metrics);
  }

  @Bean
  DamagedCheckpoints damagedCheckpoints(Histories histories, Problems problems) {
    return new DamagedCheckpoints(histories, problems);
  }

  @Bean
  UnreadableStreams unreadableStreams(StoredEvents log, Problems problems) {
    return new UnreadableStreams(log, problems);
  }

  /** Each node has memory of its own, so each follows the whole log, from where it started. */
  @Bean
  ConfigurerModule textsProcessor(ObjectProvider<Histories> histories) {
    return Processors.inMemory(
        Histories.GROUP,
        () -> histories.getObject().start(),
        (event, failure) -> histories.getObject().lost(event, failure));
  }

  @Bean
  TextsEndpoint textsEndpoint(Histories histories, People people) {
    return new TextsEndpoint(histories, people);
  }

  @Bean
  Papers papers(Histories histories, People people) {
    return new Papers(histories, people);
  }

  @Bean
  ExportEndpoint exportEndpoint(Papers papers, Clock clock) {
    return new ExportEndpoint(papers, clock);
  }

  @Bean
  WhatIfEndpoint whatIfEndpoint(Histories histories, Clock clock) {
    return new WhatIfEndpoint(histories, clock);
  }

  @Bean
  OpenApiEndpoint openApiEndpoint() {
    return new OpenApiEndpoint();
  }

  @Bean
  Sampled sampled() {
    return new Sampled();
  }

  @Bean
  Projection textsFollowed(Histories histories) {
    return new Projection(Histories.GROUP, histories::position);
  }

  @Bean
  MeterBinder lag(Positions positions, List<Projection> projections, Sampled sampled) {
    return metrics ->
        projections.forEach(
            projection ->
                Gauge.builder(
                        "planledger.projection.lag",
                        sampled.each(() -> positions.head() - projection.position().getAsLong()))
                    .tag("projection", projection.name())
                    .description("positions of the log that a projection has still to come to")
                    .register(metrics));
  }

  @Bean
  MeterBinder parked(DeadLetters letters, Sampled sampled) {
    return metrics ->
        Gauge.builder("planledger.deadletters", sampled.each(() -> letters.count(LogEntries.GROUP)))
            .tag("group", LogEntries.GROUP)
            .description("events that a processing group has set aside")
            .register(metrics);
  }

  @Bean
  WebMvcConfigurer minimumPosition(
      Histories histories,
      LongPredicate ledgerCovers,
      Feed feed,
      Webhooks webhooks,
      Publications publications,
      Progress progress,
      DeadLetters letters) {
    MinimumPosition minimumPosition =
        new MinimumPosition(
            (group, position) ->
                switch (group) {
                  case Histories.GROUP -> histories.covers(position);
                  case LedgerConfiguration.GROUP -> ledgerCovers.test(position);
                  case Feed.GROUP -> feed.covers(position);
                  case Webhooks.GROUP -> webhooks.covers(position);
                  case Publications.GROUP -> publications.covers(position);
                  default -> progress.covers(group, position);
                },
            (group, position) ->
                group.equals(LogEntries.GROUP) ? letters.at(group, position) : Optional.empty());
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry interceptors) {
        interceptors.addInterceptor(minimumPosition);
        interceptors.addInterceptor(new WithoutParked(letters));
      }
    };
  }
}
