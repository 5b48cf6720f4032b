package org.planledger.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.planledger.store.Positions;
import org.planledger.store.StoreApplications;
import org.planledger.store.StoredEvents;
import org.planledger.store.TestDatabases;
import org.springframework.context.ConfigurableApplicationContext;

/** Two logs that are not one are never made to look as if they were. */
class FollowerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final AxonServerStub server = new AxonServerStub();
  private final Map<String, String> database = TestDatabases.postgres();

  @AfterEach
  void stop() {
    server.close();
  }

  private ConfigurableApplicationContext node() {
    Map<String, String> settings = new HashMap<>(database);
    settings.put("spring.profiles.active", "axonserver");
    settings.put("axon.axonserver.servers", server.address());
    return StoreApplications.on(settings);
  }

  private static void append(
      ConfigurableApplicationContext node, String stream, int first, int count) {
    node.getBean(EventStorageEngine.class)
        .appendEvents(
            IntStream.range(first, first + count)
                .mapToObj(sequence -> StoreApplications.note(stream, sequence))
                .toList());
  }

  private static void awaitCopied(ConfigurableApplicationContext node, long events) {
    await().atMost(PATIENCE).until(() -> node.getBean(Positions.class).head() == events);
  }

  private static String alarm(ConfigurableApplicationContext node) {
    return await()
        .atMost(PATIENCE)
        .until(() -> node.getBean(Follower.class).alarm().orElse(""), alarm -> !alarm.isEmpty());
  }

  @Test
  void oneOfTwoNodesCopiesAndTheOtherGoesOnWhereItEnded() {
    try (ConfigurableApplicationContext survivor = node()) {
      try (ConfigurableApplicationContext other = node()) {
        append(other, "a", 0, 1_200);
        awaitCopied(survivor, 1_200);
      }
      append(survivor, "a", 1_200, 3);
      awaitCopied(survivor, 1_203);
      assertThat(survivor.getBean(StoredEvents.class).ofStream("a", 0, 2_000))
          .extracting(event -> event.position() - 1)
          .isEqualTo(IntStream.range(0, 1_203).mapToObj(n -> (long) n).toList());
      assertThat(survivor.getBean(Follower.class).alarm()).isEmpty();
    }
  }

  @Test
  void aServerThatHasForgottenIsNamed() {
    try (ConfigurableApplicationContext node = node()) {
      append(node, "a", 0, 3);
      awaitCopied(node, 3);
    }
    String last = server.events().getLast().getMessageIdentifier();
    server.forgetFrom(2);
    try (ConfigurableApplicationContext node = node()) {
      assertThat(alarm(node)).contains("has 2 events, and 3 were copied", last);
      append(node, "b", 0, 2);
      server.stop();
      server.start();
      await().atMost(PATIENCE).until(() -> alarm(node).contains("where PostgreSQL has " + last));
      assertThat(node.getBean(Positions.class).head()).isEqualTo(3);
    }
  }

  @Test
  void aTableThatIsAheadIsNamed() {
    try (ConfigurableApplicationContext alone = StoreApplications.on(database)) {
      append(alone, "a", 0, 2);
    }
    try (ConfigurableApplicationContext node = node()) {
      append(node, "b", 0, 1);
      String first = node.getBean(StoredEvents.class).ofStream("a", 0, 1).getFirst().eventId();
      assertThat(alarm(node)).contains(first, "not copied from Axon Server");
      assertThat(node.getBean(StoredEvents.class).ofStream("b", 0, 1)).isEmpty();
    }
  }
}
