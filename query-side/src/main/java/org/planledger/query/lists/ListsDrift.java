package org.planledger.query.lists;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.query.amendment.AmendmentTable;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntryTable;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.Taken;
import org.planledger.store.DeadLetters;
import org.planledger.store.Progress;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the tables of the lists, row by row, with what a rebuild would write: every row is made
 * anew from the events, stream by stream, with the code that made it.
 *
 * <p>It looks at one snapshot, in which the token of the lists says which events they have taken,
 * and the dead letters which of these they have set aside, so that it need not wait for them, and
 * no writer or reader waits for it; the database keeps what is replaced meanwhile. It reads the log
 * and the lists once, two to four queries a stream and as many for every thousand events, and holds
 * a page of both, and of one plan its corrections and two lines for each amendment. 40,000 events
 * of four plans took 1.1 s on PostgreSQL and 5 s on H2.
 */
public final class ListsDrift {
  private static final String PLAN = "plan:";
  private static final int PAGE = 1_000;
  private static final int STREAMS = 1_000;
  private static final int LONGEST_SECONDS = 3_600;

  private final StoredEvents log;
  private final LogReader reader;
  private final Progress progress;
  private final DeadLetters letters;
  private final LogEntryTable entries;
  private final AmendmentTable amendments;
  private final TransactionTemplate snapshot;

  /** Compares these tables with this log. */
  public ListsDrift(
      StoredEvents log,
      LogReader reader,
      Progress progress,
      DeadLetters letters,
      Lists live,
      PlatformTransactionManager transactions) {
    this.log = log;
    this.reader = reader;
    this.progress = progress;
    this.letters = letters;
    entries = live.entries();
    amendments = live.amendments();
    snapshot = new TransactionTemplate(transactions);
    snapshot.setReadOnly(true);
    // On H2 only this level is a snapshot of more than one table.
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
    snapshot.setTimeout(LONGEST_SECONDS);
  }

  /**
   * A row that is not what the log says.
   *
   * @param row its table and key
   * @param stream whose event it is made of
   * @param revision of that event; null: it is of none
   * @param difference what is wrong with it, as the rest of a sentence
   */
  public record Drifted(String row, String stream, @Nullable Long revision, String difference) {}

  /**
   * Compares everything.
   *
   * @param most how many rows are told at most
   */
  public List<Drifted> find(int most) {
    return Objects.requireNonNull(snapshot.execute(status -> new Comparison(most).run()));
  }

  /** One run. */
  private final class Comparison {
    private final int most;
    private final LongPredicate taken = progress.taken(LogEntries.GROUP);
    private final Set<String> waiting = letters.since(LogEntries.GROUP).keySet();
    private final Set<String> discarded = letters.discarded(LogEntries.GROUP);

    /** Revisions of the stream looked at that were set aside. */
    private Set<Long> parked = Set.of();

    private final List<Drifted> found = new ArrayList<>();

    Comparison(int most) {
      this.most = most;
    }

    List<Drifted> run() {
      List<String> streams = log.streams("", STREAMS);
      while (!streams.isEmpty() && found.size() < most) {
        streams.forEach(this::compare);
        streams = log.streams(streams.getLast(), STREAMS);
      }
      for (String stream : entries.strangers(most)) {
        found.add(
            new Drifted(
                "log_entry (%s)".formatted(stream), stream, null, "is of no stream of the log"));
      }
      for (String plan : amendments.strangers(most)) {
        found.add(
            new Drifted(
                "amendment (%s)".formatted(plan), PLAN + plan, null, "is of no plan of the log"));
      }
      return List.copyOf(found.subList(0, Math.min(most, found.size())));
    }

    private void compare(String stream) {
      parked = waiting.contains(stream) ? letters.revisions(LogEntries.GROUP, stream) : Set.of();
      List<StoredEvent> page = log.ofStream(stream, 0, PAGE);
      Map<Long, List<Recorded<Event>>> corrections =
          corrections(
              page.size() < PAGE
                  ? page
                  : log.ofStream(
                      stream, LogEntryTable.CORRECTIONS, -1, Long.MAX_VALUE, Integer.MAX_VALUE));
      AmendmentTable.Told told = new AmendmentTable.Told();
      Set<Long> unreadable = new HashSet<>();
      long from = 0;
      while (true) {
        boolean last = page.size() < PAGE;
        long to = last ? Long.MAX_VALUE : page.getLast().sequence();
        compare(stream, page, from, to, corrections, told, unreadable);
        if (last || found.size() >= most) {
          break;
        }
        from = to + 1;
        page = log.ofStream(stream, from, PAGE);
      }
      if (stream.startsWith(PLAN) && unreadable.isEmpty() && found.size() < most) {
        compare(stream, told.rows());
      }
    }

    private Map<Long, List<Recorded<Event>>> corrections(List<StoredEvent> rows) {
      Map<Long, List<Recorded<Event>>> corrections = new HashMap<>();
      rows.stream()
          .filter(row -> LogEntryTable.CORRECTIONS.contains(row.payloadType()))
          .flatMap(row -> taken(row).stream())
          .map(Taken::recorded)
          .forEach(
              recorded ->
                  LogEntryTable.corrects(recorded.event())
                      .ifPresent(
                          revision ->
                              corrections
                                  .computeIfAbsent(revision, none -> new ArrayList<>())
                                  .add(recorded)));
      return corrections;
    }

    /** Whether the lists have taken it and are made of it. */
    private boolean isIn(StoredEvent row) {
      return taken.test(row.position())
          && !parked.contains(row.sequence())
          && !(discarded.contains(row.eventId())
              && entries.stored(row.aggregateId(), row.sequence(), row.sequence(), 1).isEmpty());
    }

    /** Empty: the lists are not made of it, or it cannot be read, which the ledger finds. */
    private Optional<Taken> taken(StoredEvent row) {
      if (!isIn(row)) {
        return Optional.empty();
      }
      try {
        return Optional.of(reader.read(row));
      } catch (RuntimeException unreadable) {
        return Optional.empty();
      }
    }

    private void compare(
        String stream,
        List<StoredEvent> page,
        long from,
        long to,
        Map<Long, List<Recorded<Event>>> corrections,
        AmendmentTable.Told told,
        Set<Long> unreadable) {
      Map<String, Map<String, @Nullable Object>> expected = new LinkedHashMap<>();
      for (StoredEvent row : page) {
        Optional<Taken> read = taken(row);
        if (read.isEmpty()) {
          if (isIn(row)) {
            unreadable.add(row.sequence());
          }
          continue;
        }
        List<Recorded<Event>> of = corrections.getOrDefault(row.sequence(), List.of());
        entries.rows(read.get(), of).forEach(made -> expected.put(key(made), made));
        if (read.get().event() instanceof PlanEvent event
            && of.stream().noneMatch(Comparison::annuls)) {
          told.take(row.sequence(), event);
        }
      }
      for (Map<String, @Nullable Object> is :
          entries.stored(stream, from, to, expected.size() + PAGE)) {
        if (unreadable.contains((Long) is.get("revision"))) {
          continue;
        }
        Map<String, @Nullable Object> made = expected.remove(key(is));
        if (made == null) {
          drifted(is, stream, "is made of nothing in the log");
        } else if (!made.equals(is)) {
          drifted(is, stream, differing(made, is));
        }
      }
      expected.values().forEach(made -> drifted(made, stream, "is missing"));
    }

    private static boolean annuls(Recorded<Event> correction) {
      return correction.event() instanceof RecordCorrected by && by.annul();
    }

    private static String key(Map<String, @Nullable Object> row) {
      return "%s, %s".formatted(row.get("revision"), row.get("version"));
    }

    private void drifted(Map<String, @Nullable Object> row, String stream, String difference) {
      if (found.size() < most) {
        found.add(
            new Drifted(
                "log_entry (%s, %s)".formatted(stream, key(row)),
                stream,
                (Long) row.get("revision"),
                difference));
      }
    }

    private static String differing(
        Map<String, @Nullable Object> made, Map<String, @Nullable Object> is) {
      return "does not hold what the log says in "
          + String.join(
              ", ",
              made.keySet().stream()
                  .filter(column -> !Objects.equals(made.get(column), is.get(column)))
                  .toList());
    }

    private void compare(String stream, Map<String, AmendmentTable.Row> made) {
      Map<String, AmendmentTable.Row> is = new HashMap<>();
      amendments
          .stored(stream.substring(PLAN.length()), made.size() + PAGE)
          .forEach(row -> is.put(row.amendmentId(), row));
      Stream.concat(made.keySet().stream(), is.keySet().stream())
          .distinct()
          .filter(id -> !Objects.equals(made.get(id), is.get(id)))
          .sorted()
          .limit(most - found.size())
          .forEach(id -> found.add(drifted(stream, id, made.get(id), is.get(id))));
    }

    private static Drifted drifted(
        String stream,
        String id,
        AmendmentTable.@Nullable Row made,
        AmendmentTable.@Nullable Row is) {
      return new Drifted(
          "amendment (%s, %s)".formatted(stream.substring(PLAN.length()), id),
          stream,
          made == null ? null : (Long) made.proposed(),
          made == null
              ? "is made of nothing in the log"
              : is == null
                  ? "is missing"
                  : "does not hold what the log says: %s, not %s".formatted(made, is));
    }
  }
}
