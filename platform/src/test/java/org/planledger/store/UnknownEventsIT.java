package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two versions on one log, of which the older one does not know all events. */
class UnknownEventsIT {
  private static final String STREAM = "Notebook:versions";

  /** As long as it takes until another node looks for work, and the one before has let go of it. */
  private static final Duration TAKEN_OVER = Duration.ofSeconds(30);

  /** The application before there were pages. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(EventStoreConfiguration.class)
  static class OlderApplication {
    @Bean
    StoredClasses stored() {
      return new StoredClasses(List.of(NoteTaken.class, Notebook.class));
    }

    @Bean
    SchemaPart notes() {
      return new SchemaPart("notes");
    }

    @Bean
    NoteProjection noteProjection(JdbcClient database) {
      return new NoteProjection(database);
    }
  }

  @Test
  void theOlderVersionStandsStillAndSaysSoAndTheNewerOneGoesOn() {
    Map<String, String> store = TestDatabases.postgres();
    try (ConfigurableApplicationContext older =
        new SpringApplicationBuilder(OlderApplication.class)
            .web(WebApplicationType.NONE)
            .run(TestDatabases.arguments(store))) {
      append(older, NoteTaker.note(STREAM, 0));
      awaitTaken(older, 0);
      assertThat(health(older).getStatus()).isEqualTo(Status.UP);
      try (ConfigurableApplicationContext newer = StoreApplication.on(store)) {
        append(
            newer,
            NoteTaker.note(STREAM, 1),
            new GenericDomainEventMessage<>("Notebook", STREAM, 2, new PageTurned(1)),
            NoteTaker.note(STREAM, 3));

        await().until(() -> health(older).getStatus(), Status.DOWN::equals);
        StoredEvent unknown = older.getBean(StoredEvents.class).ofStream(STREAM, 2, 1).getFirst();
        assertThat(health(older).getDetails().toString())
            .contains(
                "does not know the type PageTurned",
                "event " + unknown.eventId(),
                "position " + unknown.position(),
                "upgrade this node");
        assertThatThrownBy(() -> older.getBean(StoredStreams.class).read(STREAM, 0))
            .isInstanceOf(UnreadableEvent.class)
            .hasMessageContaining("PageTurned");
        assertThatThrownBy(
                () -> older.getBean(EventStore.class).readEvents(STREAM).asStream().toList())
            .isInstanceOf(UnknownType.class);
        awaitTaken(older, 1);

        await().atMost(TAKEN_OVER).until(() -> taken(newer, 3));
        assertThat(health(newer).getStatus()).isEqualTo(Status.UP);
        assertThat(
                newer
                    .getBean(JdbcClient.class)
                    .sql("SELECT count(*) FROM note")
                    .query(Integer.class)
                    .single())
            .isEqualTo(3);
      }
    }
  }

  private static void append(ConfigurableApplicationContext node, DomainEventMessage<?>... events) {
    for (DomainEventMessage<?> event : events) {
      NoteTaker.append(
          node.getBean(EventStore.class), node.getBean(TransactionManager.class), event);
    }
  }

  private static void awaitTaken(ConfigurableApplicationContext node, long sequence) {
    await().until(() -> taken(node, sequence));
  }

  private static boolean taken(ConfigurableApplicationContext node, long sequence) {
    return node.getBean(Progress.class)
        .covers(NoteProjection.GROUP, node.getBean(Positions.class).of(STREAM, sequence));
  }

  private static Health health(ConfigurableApplicationContext node) {
    return node.getBean(StoreHealth.class).health();
  }
}
