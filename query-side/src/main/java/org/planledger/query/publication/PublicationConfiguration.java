package org.planledger.query.publication;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.planledger.people.Caller;
import org.planledger.people.People;
import org.planledger.query.entry.LogReader;
import org.planledger.query.ledger.FirstCheckpoints;
import org.planledger.query.reading.Sampled;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.IssuedDrafts;
import org.planledger.query.texts.Papers;
import org.planledger.store.NodeName;
import org.planledger.store.OperationLog;
import org.planledger.store.ProblemsHealth;
import org.planledger.store.ReadOnly;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The publications of an application. */
@Configuration(proxyBeanMethods = false)
public class PublicationConfiguration {
  /** Its tables. */
  public static final SchemaPart SCHEMA = new SchemaPart("publications");

  PublicationConfiguration() {}

  @Bean
  SchemaPart publicationsSchema() {
    return SCHEMA;
  }

  @Bean
  PublicationTables publicationTables(JdbcClient database) {
    return new PublicationTables(database);
  }

  @Bean
  Publications publications(
      NodeName node,
      StoredEvents log,
      LogReader reader,
      PublicationTables tables,
      Histories histories,
      Papers papers,
      FirstCheckpoints checkpoints,
      OperationLog operations,
      Caller caller,
      ReadOnly readOnly,
      JdbcClient database,
      PlatformTransactionManager transactions,
      Clock clock,
      @Value("${planledger.publications.interval}") Duration interval) {
    return new Publications(
        node.name(),
        log,
        reader,
        tables,
        new IssuedDrafts(histories, papers),
        checkpoints,
        operations,
        caller,
        readOnly,
        database,
        transactions,
        clock,
        interval);
  }

  @Bean
  PublicationsEndpoint publicationsEndpoint(
      StoredEvents log, PublicationTables tables, People people) {
    return new PublicationsEndpoint(log, tables, people);
  }

  /** Down while a snapshot cannot be made, or an event is not known. */
  @Bean
  ProblemsHealth publicationsHealthIndicator(Publications publications) {
    return new ProblemsHealth(publications::problems);
  }

  @Bean
  MeterBinder publicationMetrics(PublicationTables tables, Sampled sampled) {
    return metrics -> {
      Gauge.builder("planledger.publications.waiting", sampled.each(tables::waiting))
          .description("issued drafts that are to be published")
          .register(metrics);
      Gauge.builder("planledger.publications.failed", sampled.each(tables::failures))
          .description("issued drafts that could not be published")
          .register(metrics);
    };
  }
}
