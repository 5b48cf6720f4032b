package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.planledger.axonserver.Follower;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** What the event store promises where the log is in Axon Server. */
abstract class AxonServerEventStoreContract extends EventStoreContract {

  /** Where it is, as the setting wants it. */
  abstract String address();

  @Override
  Map<String, String> database() {
    Map<String, String> settings = new HashMap<>(TestDatabases.postgres());
    settings.put("spring.profiles.active", "axonserver");
    settings.put("axon.axonserver.servers", address());
    return settings;
  }

  @BeforeAll
  @Override
  void open() {
    super.open();
    await().atMost(Duration.ofSeconds(10)).until(application.getBean(Follower.class)::hasCompared);
  }

  @AfterAll
  @Override
  void close() {
    if (application != null) {
      super.close();
    }
  }

  @Override
  void arrive() {
    Written written = application.getBean(Written.class);
    long head = written.head();
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> positions.head() >= head);
  }

  @Test
  void whatIsTooLargeForAxonServerIsRefusedAsThat() {
    String stream = stream();

    assertThatThrownBy(() -> append(note(stream, 0, "and its goals\n".repeat(400_000))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.TOO_LARGE));

    assertThat(read(stream)).isEmpty();
  }

  /** What a database that is appended to would have. */
  @Test
  void copyIsWhatTheDatabaseWouldHaveByItself() {
    String stream = stream();
    MetaData metaData =
        MetaData.with("actor", "p-7")
            .and("line", 12)
            .and("share", 0.1)
            .and("final", true)
            .and("nothing", null)
            .and("words", List.of("计划", "\ud83d\ude80 \u0001"));
    append(
        note(stream, 0, "三年的计划 \ud83d\ude80 \"\\\u2028\u0000 x".replace("\u0000", "")),
        note(stream, 1).andMetaData(metaData),
        note(stream, 2).andMetaData(MetaData.with("actor", "p-7").and("line", 12L)),
        new GenericDomainEventMessage<>("Notebook", stream, 3, new PageTurned(1)));
    try (var alone = StoreApplication.on(TestDatabases.postgres())) {
      alone
          .getBean(org.axonframework.eventsourcing.eventstore.EventStorageEngine.class)
          .appendEvents(read(stream));

      assertThat(application.getBean(StoredEvents.class).ofStream(stream, 0, 10))
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("position")
          .isEqualTo(alone.getBean(StoredEvents.class).ofStream(stream, 0, 10))
          .hasSize(4);
    }
  }
}
