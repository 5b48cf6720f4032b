package org.planledger.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.axoniq.axonserver.grpc.event.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.store.Positions;
import org.planledger.store.ReadOnly;
import org.planledger.store.RecordAway;
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

  private static ConfigurableApplicationContext ready(ConfigurableApplicationContext node) {
    await().atMost(PATIENCE).until(node.getBean(Follower.class)::hasCompared);
    return node;
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
    try (ConfigurableApplicationContext survivor = ready(node())) {
      try (ConfigurableApplicationContext other = ready(node())) {
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
  void whereAServerHasForgottenNoNodeRecordsAnythingUntilItIsPutRight() {
    try (ConfigurableApplicationContext one = ready(node());
        ConfigurableApplicationContext two = ready(node())) {
      append(one, "a", 0, 3);
      awaitCopied(two, 3);
      List<Event> whole = server.events();
      String last = whole.getLast().getMessageIdentifier();
      server.stop();
      server.forgetFrom(2);
      server.start();
      for (ConfigurableApplicationContext node : List.of(one, two)) {
        assertThat(alarm(node)).contains("has 2 events, and 3 were copied", last, "Restore");
        isRefused(node);
      }

      server.stop();
      server.remember(List.of(whole.getLast().toBuilder().setMessageIdentifier("another").build()));
      server.start();
      for (ConfigurableApplicationContext node : List.of(one, two)) {
        await().atMost(PATIENCE).until(() -> alarm(node).contains("where PostgreSQL has " + last));
        isRefused(node);
      }
      assertThat(server.events()).hasSize(3);

      server.stop();
      server.forgetFrom(2);
      server.remember(whole.subList(2, 3));
      server.start();
      for (ConfigurableApplicationContext node : List.of(one, two)) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    node.getBean(Follower.class).alarm().isEmpty()
                        && node.getBean(Follower.class).hasCompared());
        node.getBean(ReadOnly.class).refuse();
      }
      append(two, "a", 3, 1);
      awaitCopied(one, 4);
    }
  }

  private static void isRefused(ConfigurableApplicationContext node) {
    for (ThrowingCallable recording :
        List.<ThrowingCallable>of(
            () -> append(node, "b", 0, 1), node.getBean(ReadOnly.class)::refuse)) {
      assertThatThrownBy(recording)
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.READ_ONLY))
          .hasMessageContaining("Axon Server has");
    }
  }

  @Test
  void nothingIsRecordedOnAnEmptyServerBesideATableThatIsFilled() {
    try (ConfigurableApplicationContext alone = StoreApplications.on(database)) {
      append(alone, "a", 0, 2);
    }
    try (ConfigurableApplicationContext node = node()) {
      assertThatThrownBy(() -> append(node, "b", 0, 1))
          .as("before it has compared")
          .isInstanceOfAny(RecordAway.class, Refused.class);
      String first = node.getBean(StoredEvents.class).ofStream("a", 0, 1).getFirst().eventId();
      assertThat(alarm(node)).contains(first, "not copied from Axon Server");
      assertThatThrownBy(() -> append(node, "b", 0, 1)).isInstanceOf(Refused.class);
      assertThat(server.events()).isEmpty();
    }
  }
}
