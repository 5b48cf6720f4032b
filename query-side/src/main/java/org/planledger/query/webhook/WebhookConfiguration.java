package org.planledger.query.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.planledger.outbound.Destinations;
import org.planledger.query.entry.LogReader;
import org.planledger.query.feed.Feed;
import org.planledger.query.reading.Sampled;
import org.planledger.store.NodeName;
import org.planledger.store.ProblemsHealth;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The webhooks of an application. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebhookSettings.class)
public class WebhookConfiguration {
  /** Subscriptions, deliveries and secrets. */
  public static final SchemaPart SCHEMA = new SchemaPart("webhooks");

  WebhookConfiguration() {}

  @Bean
  SchemaPart webhooksSchema() {
    return SCHEMA;
  }

  @Bean
  WebhookTables webhookTables(JdbcClient database) {
    return new WebhookTables(database);
  }

  @Bean
  Webhooks webhooks(
      NodeName node,
      Feed feed,
      StoredEvents log,
      LogReader reader,
      WebhookTables tables,
      Destinations destinations,
      WebhookSettings settings,
      JdbcClient database,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Webhooks(
        node.name(),
        feed,
        log,
        reader,
        tables,
        new Sender(destinations, settings.timeout(), settings.certificates()),
        settings,
        database,
        transactions,
        clock);
  }

  @Bean
  WebhooksEndpoint webhooksEndpoint(WebhookTables tables) {
    return new WebhooksEndpoint(tables);
  }

  /** Down while a webhook is disabled, or asked for what this node is too old for. */
  @Bean
  ProblemsHealth webhooksHealthIndicator(Webhooks webhooks) {
    return new ProblemsHealth(webhooks::problems);
  }

  @Bean
  MeterBinder webhookMetrics(WebhookTables tables, Sampled sampled) {
    return metrics -> {
      Gauge.builder("planledger.webhooks.disabled", sampled.each(tables::disabled))
          .description("webhooks that nothing is sent to any more")
          .register(metrics);
      Gauge.builder("planledger.webhooks.held", sampled.each(tables::held))
          .description("streams of which an event waits to be taken by a receiver")
          .register(metrics);
    };
  }
}
