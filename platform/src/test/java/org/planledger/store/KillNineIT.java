package org.planledger.store;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.NoteTaker.Acknowledged;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an embedded store still holds after its process was killed while it wrote. More rounds with
 * {@code -Dkill.rounds=N}, others with {@code -Dkill.seed=N}.
 */
class KillNineIT {

  private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
  private static final long SEED = Long.getLong("kill.seed", 20170912);
  private static final int MOST_EVENTS = 1_200;

  @TempDir private static Path folder;

  @Test
  void everyAcknowledgedEventIsThereAfterAKillAndTheStoreGoesOn() throws Exception {
    Random random = new Random(SEED);
    List<Acknowledged> all = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      int enough = 1 + random.nextInt(MOST_EVENTS);
      List<Acknowledged> told = killedAfter(enough);
      assertThat(told).as("round %d", round).hasSizeGreaterThanOrEqualTo(enough);
      all.addAll(told);
      check("seed %d, round %d, killed after %d".formatted(SEED, round, enough), all);
    }
  }

  /** Lets a process write until it has told of so many events, then kills it. */
  private static List<Acknowledged> killedAfter(int enough) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Daxoniq.update-checker.disabled=true",
                "-Dlogging.level.root=ERROR",
                "-Dspring.main.banner-mode=off",
                "-cp",
                System.getProperty("java.class.path"),
                NoteTaker.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader()) {
      List<Acknowledged> told = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      for (int read = output.read(); read >= 0; read = output.read()) {
        if (read != '\n') {
          line.append((char) read);
          continue;
        }
        if (Acknowledged.isOne(line.toString())) {
          told.add(Acknowledged.parse(line.toString()));
        }
        line.setLength(0);
        if (told.size() == enough) {
          // Of the handle, since the process itself would close its output too.
          process.toHandle().destroyForcibly();
        }
      }
      // A last line without its end is left out: it may be cut short.
      assertThat(process.waitFor()).as("exit code of a killed process").isEqualTo(128 + 9);
      return told;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void check(String where, List<Acknowledged> all) {
    try (ConfigurableApplicationContext application =
        StoreApplication.on(TestDatabases.h2(folder))) {
      EventStore store = application.getBean(EventStore.class);
      Positions positions = application.getBean(Positions.class);
      Map<String, List<Acknowledged>> byStream =
          all.stream().collect(groupingBy(Acknowledged::stream));

      byStream.forEach(
          (stream, acknowledged) -> {
            List<? extends DomainEventMessage<?>> events =
                store.readEvents(stream).asStream().toList();
            assertThat(events).as(where).hasSizeGreaterThanOrEqualTo(acknowledged.size());
            assertThat(events)
                .as(where)
                .extracting(DomainEventMessage::getSequenceNumber)
                .containsExactlyElementsOf(LongStream.range(0, events.size()).boxed().toList());
            assertThat(events)
                .as(where)
                .allSatisfy(
                    event ->
                        assertThat(event.getPayload())
                            .isEqualTo(
                                NoteTaken.saying(
                                    NoteTaker.text(stream, event.getSequenceNumber()))));
            List<Long> places = positions.ofStream(stream, 0);
            assertThat(acknowledged)
                .as(where)
                .allSatisfy(
                    event ->
                        assertThat(places.get((int) event.sequence())).isEqualTo(event.position()));
          });

      JdbcClient database = application.getBean(JdbcClient.class);
      assertThat(lengths(database, "left")).as(where).isEqualTo(lengths(database, "right"));

      String stream = all.getLast().stream();
      long next = store.lastSequenceNumberFor(stream).orElseThrow() + 1;
      String twin =
          stream.endsWith("left")
              ? stream.replace(":left", ":right")
              : stream.replace(":right", ":left");
      NoteTaker.append(
          store,
          application.getBean(TransactionManager.class),
          NoteTaker.note(stream, next),
          NoteTaker.note(twin, next));
      assertThat(positions.of(stream, next))
          .as(where)
          .isGreaterThan(all.stream().mapToLong(Acknowledged::position).max().orElseThrow());

      Progress progress = application.getBean(Progress.class);
      long head = positions.head();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> progress.covers(NoteProjection.GROUP, head));
      assertThat(
              database
                  .sql(
                      "SELECT count(*) FROM domain_event LEFT JOIN note USING (event_id)"
                          + " WHERE note.text IS NULL")
                  .query(Long.class)
                  .single())
          .as("%s: events without their row", where)
          .isZero();
    }
  }

  private static Map<String, Long> lengths(JdbcClient database, String side) {
    return database
        .sql("SELECT aggregate_id FROM domain_event WHERE aggregate_id LIKE ?")
        .param("%:" + side)
        .query(String.class)
        .list()
        .stream()
        .collect(groupingBy(stream -> stream.replace(":" + side, ""), counting()));
  }
}
