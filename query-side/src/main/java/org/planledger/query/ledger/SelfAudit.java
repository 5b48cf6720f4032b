package org.planledger.query.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.query.lists.ListsDrift;
import org.planledger.query.texts.TextsDrift;
import org.planledger.store.Repeated;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the whole store again and compares: every row with its leaf, the leaves with the tiles,
 * both with every checkpoint that was signed, the lists and the histories of plans with the log.
 * Between two such runs it looks for rows without a leaf.
 */
final class SelfAudit implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(SelfAudit.class);
  private static final Duration BETWEEN_RECONCILIATIONS = Duration.ofMinutes(4);

  /** Without anything being found in order for longer, somebody has to look. */
  private static final int MOST_INTERVALS = 3;

  private final Publisher publisher;
  private final LedgerTables tables;
  private final StoredEvents events;
  private final LogComparison log;
  private final SignatureComparison signatures;
  private final ListsDrift lists;
  private final TextsDrift texts;
  private final Clock clock;
  private final Duration interval;

  private final Repeated auditing = new Repeated("ledger-audit");

  /**
   * When the next run is due, by {@link System#nanoTime}, since the clock may be put back; null: it
   * is not known yet how long ago the last one was.
   */
  private @Nullable Long due;

  private volatile List<Finding> findings = List.of();

  /** What the last run could not compare, and why; null: everything was compared. */
  private volatile @Nullable String failure;

  /** Why the last look came to nothing; null: it did not. */
  private volatile @Nullable String stuck;

  /** When this node began to audit; null: it does not. */
  private volatile @Nullable Instant started;

  private volatile @Nullable Passed lastPassed;

  SelfAudit(
      Publisher publisher,
      LedgerTables tables,
      StoredEvents events,
      ListsDrift lists,
      TextsDrift texts,
      Clock clock,
      Duration interval) {
    this.publisher = publisher;
    this.tables = tables;
    this.events = events;
    this.log = new LogComparison(tables, events);
    this.signatures = new SignatureComparison(tables, events);
    this.lists = lists;
    this.texts = texts;
    this.clock = clock;
    this.interval = interval;
  }

  /** A time that nothing was wrong, and how many leaves there were. */
  record Passed(long size, Instant at) {}

  /** The last time that nothing was wrong, on any node; null: it never was. */
  @Nullable Passed passed() {
    return tables.passed().orElse(null);
  }

  /** What the last run has found. */
  List<Finding> findings() {
    return findings;
  }

  /** What somebody has to look after, as sentences: what was found, and what was not looked at. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    findings.forEach(finding -> problems.add("%s: %s".formatted(finding.code(), finding.detail())));
    Stream.of(Optional.ofNullable(failure), Optional.ofNullable(stuck))
        .flatMap(Optional::stream)
        .forEach(why -> problems.add("The self-audit could not compare everything: " + why));
    Instant since = started;
    Passed passed = lastPassed;
    if (since != null) {
      Instant now = clock.instant();
      // A time to come is told by nobody who compared anything.
      Instant last =
          passed != null && passed.at().isAfter(since) && !passed.at().isAfter(now)
              ? passed.at()
              : since;
      if (last.plus(interval.multipliedBy(MOST_INTERVALS)).isBefore(now)) {
        problems.add("The self-audit has not found everything in order since " + last);
      }
    }
    return problems;
  }

  /**
   * Compares everything now. What cannot be compared keeps nothing else from it, and whatever was
   * found is told in any case.
   */
  List<Finding> run() {
    List<Finding> found = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    Set<String> suspect = new HashSet<>();
    State state = tables.state();
    compare("what was signed before", failed, () -> compareWithOutside(found));
    compare("leaves, tiles and checkpoints", failed, () -> log.compareTree(found));
    compare("keys and signatures", failed, () -> signatures.run(found));
    compare("events", failed, () -> log.compareEvents(state, found, suspect));
    compare("rows without a leaf", failed, () -> log.reconcile(state, found));
    compare("lists", failed, () -> compareLists(found, suspect));
    compare("histories", failed, () -> compareTexts(found, suspect));
    tell(found.subList(0, Math.min(found.size(), LogComparison.MOST)));
    failure = failed.isEmpty() ? null : String.join("; ", failed);
    if (found.isEmpty() && failed.isEmpty()) {
      tables.passed(new Passed(state.size(), clock.instant()));
      lastPassed = passed();
    }
    return findings;
  }

  private static void compare(String what, List<String> failed, Runnable comparison) {
    try {
      comparison.run();
    } catch (RuntimeException e) {
      LOG.error("The self-audit could not compare {}", what, e);
      failed.add(
          "%s (%s)".formatted(what, Objects.requireNonNullElse(e.getMessage(), e.toString())));
    }
  }

  private void tell(List<Finding> found) {
    for (Finding finding : found) {
      if (!findings.contains(finding)) {
        LOG.error("{}: {}", finding.code(), finding.detail());
      }
    }
    findings = List.copyOf(found);
  }

  private void compareWithOutside(List<Finding> found) {
    try {
      publisher.check();
      publisher.checkSignature();
    } catch (RolledBack rolledBack) {
      found.add(Finding.of(rolledBack.code(), String.valueOf(rolledBack.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lists are what the log says, but of events that are not themselves what they were. */
  private void compareLists(List<Finding> found, Set<String> suspect) {
    found.forEach(finding -> suspect.add(String.valueOf(finding.event())));
    for (ListsDrift.Drifted drifted : lists.find(LogComparison.MOST)) {
      Optional<StoredEvent> event =
          drifted.revision() == null
              ? Optional.empty()
              : events
                  .ofStream(drifted.stream(), new TreeSet<>(List.of(drifted.revision())))
                  .stream()
                  .findFirst();
      if (suspect.contains(LogComparison.place(drifted.stream(), drifted.revision()))
          || event.map(StoredEvent::eventId).filter(suspect::contains).isPresent()) {
        continue;
      }
      String id = event.map(StoredEvent::eventId).orElse(null);
      found.add(
          new Finding(
              Code.PROJECTION_DRIFT,
              "the row %s %s%s"
                  .formatted(
                      drifted.row(), drifted.difference(), id == null ? "" : ", event " + id),
              event.flatMap(row -> tables.leafOf(row.eventId())).map(Leaf::index).orElse(null),
              id,
              List.of()));
    }
  }

  private void compareTexts(List<Finding> found, Set<String> suspect) {
    for (TextsDrift.Drifted drifted :
        texts.find(
            plan -> suspect.contains(LogComparison.place("plan:" + plan, null)),
            LogComparison.MOST)) {
      found.add(
          Finding.of(
              Code.PROJECTION_DRIFT,
              "the history of plan %s on this node %s"
                  .formatted(drifted.plan(), drifted.difference())));
    }
  }

  @Override
  public void start() {
    started = clock.instant();
    auditing.start(pause(), this::look);
  }

  private void look() {
    try {
      lastPassed = passed();
      if (due == null) {
        // What a node that was stopped had found is looked for again at once.
        due = System.nanoTime() + interval.minus(sincePassed()).toNanos();
      }
      if (System.nanoTime() - due < 0) {
        reconcile();
      } else {
        run();
        due = System.nanoTime() + (failure == null ? interval : pause()).toNanos();
      }
      stuck = null;
    } catch (RuntimeException failed) {
      LOG.error("The self-audit could not be carried out", failed);
      stuck = Objects.requireNonNullElse(failed.getMessage(), failed.toString());
    }
  }

  private Duration pause() {
    return interval.compareTo(BETWEEN_RECONCILIATIONS) < 0 ? interval : BETWEEN_RECONCILIATIONS;
  }

  /** How long ago the last run was that found nothing; of one in the future it is not known. */
  private Duration sincePassed() {
    return tables
        .passed()
        .map(passed -> Duration.between(passed.at(), clock.instant()))
        .filter(ago -> !ago.isNegative())
        .orElse(Duration.ZERO);
  }

  /** Adds to what the last run has found. */
  private void reconcile() {
    List<Finding> unlogged = new ArrayList<>();
    log.reconcile(tables.state(), unlogged);
    List<Finding> all = new ArrayList<>(findings);
    unlogged.stream().filter(finding -> !all.contains(finding)).forEach(all::add);
    tell(all);
  }

  @Override
  public void stop() {
    auditing.stop();
  }

  @Override
  public boolean isRunning() {
    return auditing.isRunning();
  }
}
