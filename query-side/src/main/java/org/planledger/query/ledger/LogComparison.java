package org.planledger.query.ledger;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.Tile;
import org.planledger.ledger.Tree;
import org.planledger.ledger.bundle.Finding;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.Kept;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;

/**
 * Compares every row of the log with its leaf, the leaves with the tiles, and both with every
 * checkpoint that was signed.
 */
final class LogComparison {
  /** How many findings are enough. */
  static final int MOST = 100;

  private static final int PAGE = 1_000;

  private final LedgerTables tables;
  private final StoredEvents events;

  LogComparison(LedgerTables tables, StoredEvents events) {
    this.tables = tables;
    this.events = events;
  }

  /**
   * Compares everything.
   *
   * @param suspect is told the {@link #place} of each event that is not what it was
   * @return how far the ledger was
   */
  State run(List<Finding> found, Set<String> suspect) {
    compareTree(found);
    State state = tables.state();
    compareEvents(state, found, suspect);
    reconcile(state, found);
    return state;
  }

  /** Looks for rows without a leaf. */
  void reconcile(State state, List<Finding> found) {
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

  /** What is said of an event by its stream and number; of no number, of the stream. */
  static String place(String stream, @Nullable Long revision) {
    return stream + "/" + revision;
  }

  /** The next checkpoint that can be read; null: there is none. */
  private static @Nullable Checkpoint next(Iterator<Kept> rows, List<Finding> found) {
    while (rows.hasNext()) {
      Kept row = rows.next();
      try {
        Checkpoint checkpoint = Checkpoint.parse(Note.parse(row.note()).text());
        if (checkpoint.size() == row.size()) {
          return checkpoint;
        }
        add(found, damaged(row, "it is one over %d events".formatted(checkpoint.size())));
      } catch (Malformed malformed) {
        add(found, damaged(row, malformed.getMessage()));
      }
    }
    return null;
  }

  private static Finding damaged(Kept row, String how) {
    return Finding.of(
        Code.MALFORMED,
        "the row of ledger_checkpoint over %d events is damaged: %s".formatted(row.size(), how));
  }

  private static void add(List<Finding> found, Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    }
  }

  /** Every checkpoint is over the leaves, and so are the tiles. */
  void compareTree(List<Finding> found) {
    // Before the leaves are counted: those of a checkpoint are there before it is.
    long signed = tables.largest();
    State state = tables.state();
    Iterator<Kept> rows = tables.kept(signed).iterator();
    Checkpoint due = next(rows, found);
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
        due = next(rows, found);
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
            add(
                found,
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

  /** Every row is that of its leaf. */
  void compareEvents(State state, List<Finding> found, Set<String> suspect) {
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
          Leaves.read(leaf)
              .ifPresent(
                  logged -> {
                    suspect.add(place(logged.aggregateId(), logged.sequence()));
                    suspect.add(place(logged.aggregateId(), null));
                  });
        }
      }
      from = page.getLast().index() + 1;
      position = upTo;
    }
  }

  private void compare(
      Leaf leaf, Optional<StoredEvent> near, Map<String, Long> sequences, List<Finding> found) {
    Optional<Envelope> read = Leaves.read(leaf);
    if (read.isEmpty() || !read.get().eventId().equals(leaf.eventId())) {
      found.add(
          finding(
              Code.LEAF_MISMATCH,
              leaf,
              "the row of ledger_leaf of event %s is damaged, and does not hold its envelope"));
      return;
    }
    Envelope logged = read.get();
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
}
