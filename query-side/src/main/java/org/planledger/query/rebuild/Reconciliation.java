package org.planledger.query.rebuild;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.people.People;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntryTable;
import org.planledger.query.texts.Histories;
import org.planledger.store.DeadLetters;
import org.planledger.store.Parking;
import org.planledger.store.Progress;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.planledger.store.StoredMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for events that the lists, the histories of this node or the erasures of names have passed
 * over: the framework counts a position as rolled back that is missing for a minute, and what
 * commits later it never hands out. What was passed over is told, and taken then, or set aside if
 * the lists fail on it. Where neither can be done, it is tried again at each look, and a problem
 * until then.
 *
 * <p>An event is looked at once, when all up to it are settled and taken. So a look costs as much
 * as the log has grown since the one before; the first one after a start looks at the whole log.
 */
public final class Reconciliation implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);
  private static final int PAGE = 10_000;

  /** More than that were not passed over: their rows were removed. */
  private static final int MOST = 100;

  private final StoredEvents log;
  private final Progress progress;
  private final Parking parking;
  private final DeadLetters letters;
  private final Histories histories;
  private final People people;
  private final StoredMessages messages;
  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Counter missedByLists;
  private final Counter missedByTexts;
  private final Counter missedByErasures;

  private final Repeated looking = new Repeated("reconciliation");

  /** The last position up to which the lists have taken every event. */
  private long listsLooked;

  /** The same of the histories; -1: nothing was read before this node started. */
  private long textsLooked = -1;

  /** The last position up to which every name was erased that had to be. */
  private long erasuresLooked;

  /** What is told of each event that the lists can neither take nor set aside, by its id. */
  private final Map<String, String> untaken = new HashMap<>();

  private volatile List<String> problems = List.of();

  Reconciliation(
      StoredEvents log,
      Progress progress,
      Parking parking,
      DeadLetters letters,
      Histories histories,
      People people,
      StoredMessages messages,
      JdbcClient database,
      PlatformTransactionManager transactions,
      MeterRegistry metrics) {
    this.log = log;
    this.progress = progress;
    this.parking = parking;
    this.letters = letters;
    this.histories = histories;
    this.people = people;
    this.messages = messages;
    this.database = database;
    transaction = new TransactionTemplate(transactions);
    missedByLists = missed(metrics, LogEntries.GROUP);
    missedByTexts = missed(metrics, Histories.GROUP);
    missedByErasures = missed(metrics, People.ERASURES);
  }

  private static Counter missed(MeterRegistry metrics, String projection) {
    return Counter.builder("planledger.projection.missed")
        .tag("projection", projection)
        .description("events that a projection had passed over and this node has found")
        .register(metrics);
  }

  /** What the last look has found, as sentences. */
  public List<String> problems() {
    return problems;
  }

  @Override
  public void start() {
    looking.start(BETWEEN_LOOKS, this::look);
  }

  /** Looks at what has come since the look before. */
  void look() {
    List<String> found = new ArrayList<>();
    try {
      long settled = log.settled();
      lookAtLists(settled, found);
      lookAtTexts(settled, found);
      lookAtErasures(settled, found);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      LOG.warn("Events that were passed over could not be looked for: {}", failed.getMessage());
    }
    problems = List.copyOf(found);
  }

  private void lookAtLists(long settled, List<String> found) {
    Map<String, StoredEvent> again = log.find(untaken.keySet());
    untaken.keySet().retainAll(again.keySet());
    inOrder(again).forEach(event -> found.add(taken(event)));
    long upTo = Math.min(settled, progress.of(LogEntries.GROUP));
    while (listsLooked < upTo) {
      long page = Math.min(upTo, listsLooked + PAGE);
      List<StoredEvent> missed = withoutRow(page);
      if (missed.size() > MOST) {
        found.add(
            "More than %d events up to position %d have no row in the lists: have these rebuilt"
                .formatted(MOST, page));
        return;
      }
      missedByLists.increment(missed.size());
      missed.forEach(event -> found.add(taken(event)));
      listsLooked = page;
    }
  }

  /** Has the lists take an event, and says what came of it: in the log once. */
  private String taken(StoredEvent event) {
    String sentence;
    try {
      boolean taken =
          Boolean.TRUE.equals(transaction.execute(status -> parking.handleMissed(event)));
      sentence =
          sentence(
              LogEntries.GROUP,
              event,
              taken ? "takes it now" : "cannot take it now: it is among the dead letters");
      untaken.remove(event.eventId());
    } catch (RuntimeException failure) {
      if (!Parking.liesInTheEvent(failure)) {
        throw failure;
      }
      sentence =
          sentence(
              LogEntries.GROUP,
              event,
              "can neither take it nor set it aside: " + failure.getMessage());
      if (sentence.equals(untaken.put(event.eventId(), sentence))) {
        return sentence;
      }
    }
    LOG.error(sentence);
    return sentence;
  }

  /** What the lists have set aside, or was discarded, is known of. */
  private List<StoredEvent> withoutRow(long upTo) {
    Set<String> discarded = letters.discarded(LogEntries.GROUP);
    List<String> ids =
        database
            .sql(
                """
                SELECT event_id FROM domain_event e
                WHERE global_index > :after AND global_index <= :upTo
                  AND payload_type NOT IN (:leftOut)
                  AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.stream = e.aggregate_id
                    AND l.revision = e.sequence_number AND l.version = 0)
                  AND NOT EXISTS (SELECT 1 FROM dead_letter d WHERE d.processing_group = :group
                    AND d.event_id = e.event_id)
                  AND event_id NOT IN (:discarded)
                LIMIT :limit\
                """)
            .param("after", listsLooked)
            .param("upTo", upTo)
            .param("leftOut", LogEntryTable.LEFT_OUT)
            .param("group", LogEntries.GROUP)
            .param("discarded", discarded.isEmpty() ? Set.of("") : discarded)
            .param("limit", MOST + 1)
            .query(String.class)
            .list();
    return inOrder(log.find(ids));
  }

  private static List<StoredEvent> inOrder(Map<String, StoredEvent> events) {
    return events.values().stream()
        .sorted(Comparator.comparingLong(StoredEvent::position))
        .toList();
  }

  private record Grown(String stream, long last) {}

  private void lookAtTexts(long settled, List<String> found) {
    long upTo = Math.min(settled, histories.position());
    if (textsLooked < 0) {
      textsLooked = upTo;
    }
    List<Grown> streams =
        database
            .sql(
                """
                SELECT aggregate_id, max(sequence_number) FROM domain_event
                WHERE global_index > ? AND global_index <= ? GROUP BY aggregate_id\
                """)
            .params(textsLooked, upTo)
            .query((row, number) -> new Grown(row.getString(1), row.getLong(2)))
            .list();
    for (Grown grown : streams) {
      OptionalLong next = histories.next(grown.stream());
      if (next.isPresent() && next.getAsLong() <= grown.last()) {
        StoredEvent event = log.ofStream(grown.stream(), next.getAsLong(), 1).getFirst();
        if (!histories.covers(event.position())) {
          return; // It is just about to be taken.
        }
        missedByTexts.increment();
        String sentence = sentence(Histories.GROUP, event, "takes it now");
        LOG.error(sentence);
        found.add(sentence);
        histories.readAgain(grown.stream());
      }
    }
    textsLooked = upTo;
  }

  /** An erasure is done by the command side, and done again here does no harm. */
  private void lookAtErasures(long settled, List<String> found) {
    long upTo = Math.min(settled, progress.of(People.ERASURES));
    if (upTo <= erasuresLooked) {
      return;
    }
    List<String> ids =
        database
            .sql(
                "SELECT event_id FROM domain_event WHERE global_index > ? AND global_index <= ? AND"
                    + " payload_type = 'SubjectErased'")
            .params(erasuresLooked, upTo)
            .query(String.class)
            .list();
    for (StoredEvent event : inOrder(log.find(ids))) {
      String person = ((SubjectErased) messages.of(event).getPayload()).person();
      if (!people.names(List.of(person)).isEmpty()) {
        people.erase(person);
        missedByErasures.increment();
        String sentence = sentence(People.ERASURES, event, "does it now");
        LOG.error(sentence);
        found.add(sentence);
      }
    }
    erasuresLooked = upTo;
  }

  private static String sentence(String projection, StoredEvent event, String now) {
    return "The projection %s had passed over event %s at position %d, a %s of %s, which was committed late, and %s"
        .formatted(
            projection,
            event.eventId(),
            event.position(),
            event.payloadType(),
            event.aggregateId(),
            now);
  }

  @Override
  public void stop() {
    looking.stop();
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
