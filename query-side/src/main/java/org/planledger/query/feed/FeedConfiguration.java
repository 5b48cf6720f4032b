package org.planledger.query.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.planledger.query.entry.LogReader;
import org.planledger.store.Positions;
import org.planledger.store.StoredEvents;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The feed of an application. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FeedSettings.class)
public class FeedConfiguration {
  FeedConfiguration() {}

  @Bean
  Feed feed(
      StoredEvents log,
      Positions positions,
      LogReader reader,
      @Value("${planledger.ledger.origin}") String origin,
      FeedSettings settings) {
    return new Feed(log, positions, reader, origin, settings.interval());
  }

  @Bean
  AtomEndpoint atomEndpoint(Feed feed) {
    return new AtomEndpoint(feed);
  }

  @Bean
  EventStreams eventStreams(Feed feed, FeedSettings settings) {
    return new EventStreams(feed, settings.heartbeat(), settings.streams());
  }

  @Bean
  EventStreamEndpoint eventStreamEndpoint(Feed feed, EventStreams streams) {
    return new EventStreamEndpoint(feed, streams);
  }

  @Bean
  MeterBinder feedStreams(EventStreams streams) {
    return metrics ->
        Gauge.builder("planledger.feed.streams", streams, EventStreams::open)
            .description("readers that follow the feed as server-sent events")
            .register(metrics);
  }
}
