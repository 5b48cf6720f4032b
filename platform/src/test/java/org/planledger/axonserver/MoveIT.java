package org.planledger.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.axoniq.axonserver.grpc.event.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.Test;
import org.planledger.store.Positions;
import org.planledger.store.StoreApplications;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.context.ConfigurableApplicationContext;

/** From PostgreSQL to Axon Server, and back. */
class MoveIT {
  private final Map<String, String> database = TestDatabases.postgres();

  private ConfigurableApplicationContext on(AxonServerStub server) {
    return StoreApplications.on(settings(server));
  }

  private ConfigurableApplicationContext mover(AxonServerStub server) {
    Map<String, String> settings = settings(server);
    for (String setting : Move.SETTINGS) {
      String[] parts = setting.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    return StoreApplications.on(settings);
  }

  private Map<String, String> settings(AxonServerStub server) {
    Map<String, String> settings = new HashMap<>(database);
    settings.put("spring.profiles.active", "axonserver");
    settings.put("axon.axonserver.servers", server.address());
    return settings;
  }

  private static void append(ConfigurableApplicationContext node, String stream, int... sequences) {
    node.getBean(EventStorageEngine.class)
        .appendEvents(
            IntStream.of(sequences)
                .mapToObj(sequence -> StoreApplications.note(stream, sequence))
                .toList());
  }

  private static void awaitCompared(ConfigurableApplicationContext node) {
    await().atMost(Duration.ofSeconds(10)).until(node.getBean(Follower.class)::hasCompared);
  }

  private static Event next(Event event) {
    return event.toBuilder()
        .setMessageIdentifier("next")
        .setAggregateSequenceNumber(event.getAggregateSequenceNumber() + 1)
        .build();
  }

  private static List<StoredEvent> all(ConfigurableApplicationContext node) {
    return node.getBean(StoredEvents.class).after(0, Long.MAX_VALUE, 1_000);
  }

  @Test
  void theLogGoesThereAndBackAndKeepsItsPositions() throws SQLException {
    List<StoredEvent> before;
    try (ConfigurableApplicationContext alone = StoreApplications.on(database)) {
      append(alone, "a", IntStream.range(0, 130).toArray());
      assertThatThrownBy(() -> append(alone, "a", 7)).isInstanceOf(RuntimeException.class);
      append(alone, "b", IntStream.range(0, 130).toArray());
      before = all(alone);
      assertThat(before.getLast().position()).as("there is a gap").isGreaterThan(260);
    }
    long last = before.getLast().position();
    try (AxonServerStub server = new AxonServerStub()) {
      try (ConfigurableApplicationContext mover = mover(server)) {
        Move move = mover.getBean(Move.class);
        List<Long> done = new ArrayList<>();
        assertThatThrownBy(
                () ->
                    move.there(
                        events -> {
                          done.add(events);
                          if (events == 200) {
                            server.refuseAppend("AXONIQ-2100", 1);
                          }
                        }))
            .hasMessageContaining("AXONIQ-2100");
        assertThat(done).containsExactly(0L, 100L, 200L);
        assertThat(move.there(done::add))
            .satisfies(moved -> assertThat(moved.events()).isEqualTo(260))
            .satisfies(moved -> assertThat(moved.position()).isEqualTo(last));
        assertThat(done.subList(3, done.size())).containsExactly(200L, 260L);
        assertThatThrownBy(() -> move.there(done::add)).hasMessageContaining("before");
      }
      assertThat(server.events())
          .extracting(event -> StoredForm.of(event, 0).eventId())
          .isEqualTo(before.stream().map(StoredEvent::eventId).toList());
      try (ConfigurableApplicationContext node = on(server)) {
        awaitCompared(node);
        append(node, "a", 130);
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> node.getBean(Positions.class).head() == last + 1);
        assertThat(all(node).subList(0, 260)).isEqualTo(before);
        assertThat(node.getBean(Follower.class).alarm()).isEmpty();
      }
      try (ConfigurableApplicationContext mover = mover(server)) {
        Move move = mover.getBean(Move.class);
        List<Event> copied = server.events();
        // Not copied yet.
        server.remember(List.of(next(copied.getLast())));
        assertThatThrownBy(move::back)
            .hasMessageContaining("where PostgreSQL has none")
            .hasMessageContaining("planledger.copy.lag");
        server.forgetFrom(copied.size() - 1);
        assertThatThrownBy(move::back).hasMessageContaining("is not in Axon Server");
        server.remember(List.of(copied.getLast()));
        assertThat(move.back())
            .satisfies(moved -> assertThat(moved.events()).isEqualTo(261))
            .satisfies(moved -> assertThat(moved.position()).isEqualTo(last + 1));
        assertThatThrownBy(move::back).hasMessageContaining("in PostgreSQL alone");
      }
    }
    try (ConfigurableApplicationContext alone = StoreApplications.on(database)) {
      append(alone, "a", 131);
      assertThat(all(alone).getLast().position()).isEqualTo(last + 2);
    }
  }

  @Test
  void aNodeWithoutAxonServerDoesNotStartOnACopy() {
    try (AxonServerStub server = new AxonServerStub();
        ConfigurableApplicationContext node = on(server)) {
      awaitCompared(node);
      append(node, "a", 0);
      await().atMost(Duration.ofSeconds(10)).until(() -> node.getBean(Positions.class).head() == 1);
    }
    assertThatThrownBy(() -> StoreApplications.on(database))
        .hasStackTraceContaining("copy of a log in Axon Server")
        .hasStackTraceContaining("SPRING_PROFILES_ACTIVE=axonserver");
  }

  @Test
  void nothingIsMovedToAServerThatHasOtherEvents() {
    try (AxonServerStub server = new AxonServerStub();
        ConfigurableApplicationContext mover = mover(server)) {
      awaitCompared(mover);
      append(mover, "other", 0);
      try (ConfigurableApplicationContext alone = StoreApplications.on(database)) {
        append(alone, "a", 0);
        assertThatThrownBy(() -> mover.getBean(Move.class).there(events -> {}))
            .hasMessageContaining("Nodes still work on the database");
      }
      assertThatThrownBy(() -> mover.getBean(Move.class).there(events -> {}))
          .hasMessageContaining(server.events().getFirst().getMessageIdentifier())
          .hasMessageContaining("empty");
      assertThat(server.events()).hasSize(1);
    }
  }
}
