package org.planledger.query.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Tile;
import org.planledger.ledger.Tree;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.Signed;
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
  private static final int PAGE = 1_000;
  private static final int MOST = 100;
  private static final Duration BETWEEN_RECONCILIATIONS = Duration.ofMinutes(4);

  private final Publisher publisher;
  private final LedgerTables tables;
  private final StoredEvents events;
  private final ListsDrift lists;
  private final TextsDrift texts;
  private final Clock clock;
  private final Duration interval;

  private @Nullable Repeated auditing;

  /** When the next run is due; null: it is not known yet how long ago the last one was. */
  private @Nullable Instant due;

  private volatile List<Finding> findings = List.of();

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

  /** Compares everything now. */
  List<Finding> run() {
    List<Finding> found = new ArrayList<>();
    compareWithOutside(found);
    // Before the leaves are counted: those of a checkpoint are there before it is.
    long signed = tables.latest().map(Signed::size).orElse(-1L);
    State state = tables.state();
    compareTree(state, signed, found);
    Set<String> suspect = new HashSet<>();
    compareEvents(state, found, suspect);
    reconcile(state, found);
    compareLists(found, suspect);
    compareTexts(found, suspect);
    tell(found.subList(0, Math.min(found.size(), MOST)));
    if (found.isEmpty()) {
      tables.passed(new Passed(state.size(), clock.instant()));
    }
    return findings;
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
    } catch (RolledBack rolledBack) {
      found.add(Finding.of(rolledBack.code(), String.valueOf(rolledBack.getMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reconcile(State state, List<Finding> found) {
    for (String event : tables.unlogged(state.position(), MOST)) {
      found.add(
          new Finding(
              Code.UNLOGGED_EVENT,
              "event %s stands in the store before others that are logged, and was never logged itself"
                  .formatted(event),
              null,
              event,
              List.of()));
    }
  }

  /** The lists are what the log says, but of events that are not themselves what they were. */
  private void compareLists(List<Finding> found, Set<String> suspect) {
    found.forEach(finding -> suspect.add(String.valueOf(finding.event())));
    for (ListsDrift.Drifted drifted : lists.find(MOST)) {
      Optional<StoredEvent> event =
          drifted.revision() == null
              ? Optional.empty()
              : events
                  .ofStream(drifted.stream(), new TreeSet<>(List.of(drifted.revision())))
                  .stream()
                  .findFirst();
      if (suspect.contains(place(drifted.stream(), drifted.revision()))
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
        texts.find(plan -> suspect.contains(place("plan:" + plan, null)), MOST)) {
      found.add(
          Finding.of(
              Code.PROJECTION_DRIFT,
              "the history of plan %s on this node %s"
                  .formatted(drifted.plan(), drifted.difference())));
    }
  }

  private static String place(String stream, @Nullable Long revision) {
    return stream + "/" + revision;
  }

  /** Checkpoints in their order, as far as one. */
  private Iterator<Checkpoint> checkpoints(long largest) {
    return new Iterator<>() {
      private final Deque<Checkpoint> page = new ArrayDeque<>();
      private long from;

      @Override
      public boolean hasNext() {
        if (page.isEmpty() && from <= largest) {
          page.addAll(tables.checkpoints(from, PAGE));
          from = page.isEmpty() ? Long.MAX_VALUE : page.getLast().size() + 1;
        }
        return !page.isEmpty() && page.getFirst().size() <= largest;
      }

      @Override
      public Checkpoint next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.removeFirst();
      }
    };
  }

  /** Every checkpoint is over the leaves, and so are the tiles. */
  private void compareTree(State state, long signed, List<Finding> found) {
    Iterator<Checkpoint> next = checkpoints(signed);
    Checkpoint due = next.hasNext() ? next.next() : null;
    Tree tree = new Tree();
    Iterator<Leaf> leaves = leaves(state.size());
    while (true) {
      while (due != null && due.size() == tree.size()) {
        if (!due.root().equals(tree.root())) {
          found.add(
              Finding.of(
                  Code.INCONSISTENT_HISTORY,
                  "the leaves are not those of the checkpoint over %d events"
                      .formatted(due.size())));
          return;
        }
        due = next.hasNext() ? next.next() : null;
      }
      if (!leaves.hasNext()) {
        break;
      }
      Leaf leaf = leaves.next();
      if (leaf.index() != tree.size()) {
        break;
      }
      tree.append(Merkle.leaf(leaf.bytes()));
      compareTiles(tree.size() % Tile.FULL == 0 ? tree.takeTiles() : Map.of(), found);
    }
    compareTiles(tree.takeTiles(), found);
    if (due != null || tree.size() < state.size()) {
      found.add(
          Finding.of(
              Code.TRUNCATED,
              "leaf %d is gone, and a checkpoint was signed over %d events"
                  .formatted(tree.size(), Math.max(state.size(), signed))));
    }
  }

  private void compareTiles(Map<Tile, byte[]> tiles, List<Finding> found) {
    tiles.forEach(
        (tile, hashes) -> {
          boolean same;
          try {
            same = Arrays.equals(tables.read(tile), hashes);
          } catch (NoSuchElementException none) {
            same = false;
          }
          if (!same) {
            found.add(
                Finding.of(
                    Code.TILE_MISMATCH,
                    "%s does not hold the hashes of the leaves".formatted(tile.path())));
          }
        });
  }

  private Iterator<Leaf> leaves(long size) {
    return new Iterator<>() {
      private List<Leaf> page = List.of();
      private int at;
      private long read;

      @Override
      public boolean hasNext() {
        if (at == page.size() && read < size) {
          page = tables.leaves(read, (int) Math.min(PAGE, size - read));
          at = 0;
          read = page.isEmpty() ? size : page.getLast().index() + 1;
        }
        return at < page.size();
      }

      @Override
      public Leaf next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return page.get(at++);
      }
    };
  }

  private void compareEvents(State state, List<Finding> found, Set<String> suspect) {
    Map<String, Long> sequences = new HashMap<>();
    long from = 0;
    long position = 0;
    while (from < state.size() && found.size() < MOST) {
      List<Leaf> page = tables.leaves(from, (int) Math.min(PAGE, state.size() - from));
      if (page.isEmpty()) {
        return;
      }
      long upTo = Math.max(position, page.stream().mapToLong(Leaf::position).max().orElse(0));
      Map<String, StoredEvent> rows = new HashMap<>();
      events.after(position, upTo, Integer.MAX_VALUE).forEach(row -> rows.put(row.eventId(), row));
      for (Leaf leaf : page) {
        int before = found.size();
        compare(leaf, Optional.ofNullable(rows.get(leaf.eventId())), sequences, found);
        if (found.size() > before) {
          Envelope logged = Envelope.read(leaf.bytes());
          suspect.add(place(logged.aggregateId(), logged.sequence()));
          suspect.add(place(logged.aggregateId(), null));
        }
      }
      from = page.getLast().index() + 1;
      position = upTo;
    }
  }

  private void compare(
      Leaf leaf, Optional<StoredEvent> near, Map<String, Long> sequences, List<Finding> found) {
    Envelope logged = Envelope.read(leaf.bytes());
    Optional<StoredEvent> row = near.isPresent() ? near : events.find(logged.eventId());
    if (row.isEmpty()) {
      found.add(finding(Code.MISSING_EVENT, leaf, "event %s was logged and is gone"));
      return;
    }
    Envelope now;
    try {
      now = Leaves.envelope(row.get(), leaf.position());
    } catch (Malformed malformed) {
      found.add(finding(Code.LEAF_MISMATCH, leaf, "event %s cannot be read any more"));
      return;
    }
    if (row.get().position() != leaf.position()) {
      found.add(finding(Code.ORDER_MISMATCH, leaf, "event %s stands in another place than logged"));
      return;
    }
    if (!now.equals(logged)) {
      found.add(finding(Code.LEAF_MISMATCH, leaf, "event %s is not what was logged"));
      return;
    }
    Long before = sequences.put(logged.aggregateId(), logged.sequence());
    if (logged.sequence() != (before == null ? 0 : before + 1)) {
      found.add(finding(Code.ORDER_MISMATCH, leaf, "event %s does not follow the one before it"));
    }
  }

  private static Finding finding(Code code, Leaf leaf, String sentence) {
    return new Finding(
        code, sentence.formatted(leaf.eventId()), leaf.index(), leaf.eventId(), List.of());
  }

  @Override
  public void start() {
    auditing =
        Repeated.start(
            "ledger-audit",
            interval.compareTo(BETWEEN_RECONCILIATIONS) < 0 ? interval : BETWEEN_RECONCILIATIONS,
            this::look);
  }

  private void look() {
    try {
      if (due == null) {
        // What a node that was stopped had found is looked for again at once.
        due = tables.passed().map(Passed::at).orElseGet(clock::instant).plus(interval);
      }
      if (clock.instant().isBefore(due)) {
        reconcile();
      } else {
        run();
        due = clock.instant().plus(interval);
      }
    } catch (RuntimeException failed) {
      LOG.warn("The self-audit could not be carried out: {}", failed.getMessage(), failed);
    }
  }

  /** Adds to what the last run has found. */
  private void reconcile() {
    List<Finding> unlogged = new ArrayList<>();
    reconcile(tables.state(), unlogged);
    List<Finding> all = new ArrayList<>(findings);
    unlogged.stream().filter(finding -> !all.contains(finding)).forEach(all::add);
    tell(all);
  }

  @Override
  public void stop() {
    Repeated running = auditing;
    auditing = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean isRunning() {
    return auditing != null;
  }
}
