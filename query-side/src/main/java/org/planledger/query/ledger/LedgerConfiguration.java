package org.planledger.query.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.planledger.axonserver.Follower;
import org.planledger.ledger.Evidence;
import org.planledger.people.Caller;
import org.planledger.people.People;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.publication.Publications;
import org.planledger.query.reading.Sampled;
import org.planledger.query.rebuild.Projection;
import org.planledger.query.rebuild.Reconciliation;
import org.planledger.query.texts.Histories;
import org.planledger.query.texts.Origins;
import org.planledger.query.texts.TextsDrift;
import org.planledger.query.webhook.Webhooks;
import org.planledger.store.DeadLetters;
import org.planledger.store.OperationLog;
import org.planledger.store.Positions;
import org.planledger.store.ProblemsHealth;
import org.planledger.store.ReadOnly;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger of an application. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerSettings.class)
public class LedgerConfiguration {
  /** What a reader with a minimum position waits for: a checkpoint over it. */
  public static final String GROUP = "ledger";

  /** The tables of the ledger. */
  public static final SchemaPart SCHEMA = new SchemaPart("ledger");

  LedgerConfiguration() {}

  @Bean
  SchemaPart ledgerSchema() {
    return SCHEMA;
  }

  @Bean
  LedgerTables ledgerTables(JdbcClient database, JdbcTemplate batches) {
    return new LedgerTables(database, batches);
  }

  @Bean
  LedgerKeys ledgerKeys(LedgerSettings settings, LedgerTables tables, Environment environment) {
    return new LedgerKeys(
        settings.keys(),
        settings.origin(),
        tables,
        environment.acceptsProfiles(Profiles.of("prod")));
  }

  @Bean
  Sequencer sequencer(
      LedgerSettings settings,
      LedgerTables tables,
      StoredEvents events,
      PlatformTransactionManager transactions) {
    return new Sequencer(settings.origin(), tables, events, new TransactionTemplate(transactions));
  }

  @Bean
  Publisher publisher(
      LedgerSettings settings,
      LedgerTables tables,
      LedgerKeys keys,
      StoredEvents events,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Publisher(
        settings.origin(),
        tables,
        keys,
        new SignedBefore(settings.keys()),
        events,
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  Witnesses witnesses(LedgerSettings settings, LedgerTables tables) {
    return new Witnesses(
        settings.witnesses().stream()
            .map(witness -> new WitnessClient(witness.url(), witness.verifier(), tables))
            .toList());
  }

  @Bean
  Ledger ledger(
      LedgerSettings settings,
      LedgerTables tables,
      Positions positions,
      LedgerKeys keys,
      Sequencer sequencer,
      Publisher publisher,
      Witnesses witnesses,
      ReadOnly readOnly,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Ledger(
        settings.interval(),
        tables,
        positions,
        keys,
        sequencer,
        publisher,
        witnesses,
        readOnly,
        new TransactionTemplate(transactions),
        clock);
  }

  @Bean
  SelfAudit selfAudit(
      LedgerSettings settings,
      Publisher publisher,
      LedgerTables tables,
      StoredEvents events,
      ListsDrift lists,
      Histories histories,
      Clock clock) {
    return new SelfAudit(
        publisher, tables, events, lists, new TextsDrift(histories), clock, settings.audit());
  }

  @Bean
  LedgerStatus ledgerStatus(
      LedgerSettings settings,
      LedgerTables tables,
      Ledger ledger,
      Witnesses witnesses,
      SelfAudit audit,
      Reconciliation reconciliation,
      DeadLetters letters,
      ObjectProvider<Follower> copy,
      Clock clock) {
    return new LedgerStatus(
        settings,
        tables,
        ledger,
        witnesses,
        audit,
        reconciliation,
        letters,
        () -> copy.stream().findFirst().flatMap(Follower::alarm),
        clock);
  }

  @Bean
  @ConditionalOnProperty("planledger.ledger.alarm")
  Alarm ledgerAlarm(
      @Value("${planledger.ledger.alarm}") URI url,
      LedgerSettings settings,
      LedgerStatus status,
      DeadLetters letters,
      Webhooks webhooks,
      ObjectProvider<Publications> publications) {
    return new Alarm(
        url,
        settings.origin(),
        settings.interval(),
        () ->
            Stream.of(
                    status.problems(),
                    letters.problems(),
                    webhooks.problems(),
                    publications.getObject().problems())
                .flatMap(List::stream)
                .toList());
  }

  /** Down while somebody has to look after the ledger. */
  @Bean
  ProblemsHealth ledgerHealthIndicator(LedgerStatus status) {
    return new ProblemsHealth(status::problems);
  }

  @Bean
  Proofs proofs(LedgerSettings settings, LedgerTables tables, StoredEvents events) {
    return new Proofs(tables, events, settings.witnessKeys(), settings.quorum());
  }

  /** Whether the event at a position is under a checkpoint. */
  @Bean
  LongPredicate ledgerCovers(Proofs proofs) {
    return proofs::covers;
  }

  @Bean
  FirstCheckpoints firstCheckpoints(LedgerTables tables, Proofs proofs) {
    return new FirstCheckpoints(tables, proofs);
  }

  @Bean
  Projection ledgerFollowed(LedgerTables tables) {
    return new Projection(GROUP, () -> tables.state().position());
  }

  @Bean
  LedgerEndpoint ledgerEndpoint(LedgerTables tables, Proofs proofs, StoredEvents events) {
    return new LedgerEndpoint(tables, proofs, events);
  }

  @Bean
  StatusEndpoint ledgerStatusEndpoint(LedgerStatus status) {
    return new StatusEndpoint(status);
  }

  @Bean
  EvidenceEndpoint evidenceEndpoint(
      Histories histories,
      StoredEvents events,
      LedgerTables tables,
      Proofs proofs,
      LedgerSettings settings,
      People people) {
    return new EvidenceEndpoint(
        new Origins(histories), events, tables, proofs, settings, people, Evidence.MAX_BYTES);
  }

  @Bean
  BundleEndpoint bundleEndpoint(
      LedgerTables tables,
      StoredEvents events,
      Proofs proofs,
      OperationLog operations,
      ReadOnly readOnly,
      Caller caller,
      Clock clock) {
    return new BundleEndpoint(tables, events, proofs, operations, readOnly, caller, clock);
  }

  @Bean
  MeterBinder ledgerMetrics(
      LedgerTables tables, Positions positions, Clock clock, Sampled sampled) {
    return (MeterRegistry metrics) -> {
      Gauge.builder("planledger.ledger.leaves", sampled.each(() -> tables.state().size()))
          .description("events that the ledger has taken up")
          .register(metrics);
      Gauge.builder(
              "planledger.ledger.lag",
              sampled.each(() -> positions.head() - tables.state().position()))
          .description("positions of the log that the ledger has still to come to")
          .register(metrics);
      Gauge.builder(
              "planledger.ledger.checkpoint.age",
              sampled.each(
                  () ->
                      tables
                          .latest()
                          .map(Signed::at)
                          .map(at -> Duration.between(at, clock.instant()).toMillis() / 1000.0)
                          .orElse(Double.NaN)))
          .baseUnit("seconds")
          .description("since the latest checkpoint was signed")
          .register(metrics);
      Gauge.builder(
              "planledger.ledger.uncovered.age",
              sampled.each(
                  () ->
                      tables
                          .firstUncovered()
                          .map(at -> Duration.between(Instant.parse(at), clock.instant()))
                          .map(age -> Math.max(0, age.toMillis() / 1000.0))
                          .orElse(0.0)))
          .baseUnit("seconds")
          .description("since the oldest event was recorded that no checkpoint covers; 0: none")
          .register(metrics);
    };
  }
}
