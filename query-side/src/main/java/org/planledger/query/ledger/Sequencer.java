package org.planledger.query.ledger;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Tree;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.StoredEvent;
import org.planledger.store.StoredEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives every event its leaf, in the order of the log.
 *
 * <p>Leaves, tiles and how far it has come are written in one transaction, under a lock on the one
 * row of the state: whoever holds it is the sequencer, among all nodes. PostgreSQL ends the
 * transaction of a node that freezes in the middle, so that its batch is rolled back and another
 * goes on.
 */
final class Sequencer {
  private static final int BATCH = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);

  private final String origin;
  private final LedgerTables tables;
  private final StoredEvents events;
  private final TransactionTemplate transaction;
  private @Nullable Tree tree;

  /** Whether there may be leaves that do not survive the end of this process. */
  private boolean unsafe;

  Sequencer(
      String origin, LedgerTables tables, StoredEvents events, TransactionTemplate transaction) {
    this.origin = origin;
    this.tables = tables;
    this.events = events;
    this.transaction = transaction;
  }

  /**
   * Makes leaves of all events that are settled; of none while another node is the sequencer.
   *
   * @throws Untakable at an event of which no leaf can be made; those before it have theirs
   * @throws InterruptedException when interrupted between two batches
   */
  void run() throws InterruptedException {
    long settled = events.settled();
    while (batch(settled)) {
      unsafe = true;
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    if (unsafe) {
      // Before anything is signed: a checkpoint must not outlive its leaves.
      events.flush();
      unsafe = false;
    }
  }

  private boolean batch(long settled) {
    boolean done = false;
    try {
      Boolean grew =
          transaction.execute(
              status -> tables.lock().map(from -> append(from, settled)).orElse(false));
      done = true;
      return Boolean.TRUE.equals(grew);
    } finally {
      if (!done) {
        tree = null;
      }
    }
  }

  private boolean append(State from, long settled) {
    List<StoredEvent> batch = events.after(from.position(), settled, BATCH);
    if (batch.isEmpty()) {
      return false;
    }
    Tree grown = tree;
    if (grown == null || grown.size() != from.size()) {
      grown = Tree.load(from.size(), tables);
      tree = grown;
    }
    List<Leaf> leaves = new ArrayList<>(batch.size());
    for (StoredEvent event : batch) {
      try {
        byte[] bytes = Leaves.envelope(event).leaf();
        if (event.payloadType().equals(Rotation.TYPE)) {
          rotate(event, grown.size() + 1);
        }
        leaves.add(
            new Leaf(
                grown.size(),
                event.eventId(),
                event.position(),
                new String(bytes, StandardCharsets.UTF_8)));
        grown.append(Merkle.leaf(bytes));
      } catch (Malformed | DateTimeException malformed) {
        if (leaves.isEmpty()) {
          throw new Untakable(event, malformed);
        }
        break; // Those before it are taken up, and then it comes first.
      }
    }
    tables.addLeaves(leaves);
    tables.putTiles(grown.takeTiles());
    tables.advance(from, new State(grown.size(), leaves.getLast().position()));
    return true;
  }

  /** An event of which no leaf can be made. No later one is taken up before it. */
  static final class Untakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Untakable(StoredEvent event, RuntimeException cause) {
      super(
          "%s: event %s at position %d cannot be taken up, nor any after it: %s. Compare the row with a backup"
              .formatted(Code.MALFORMED, event.eventId(), event.position(), cause.getMessage()),
          cause);
    }
  }

  /** From the checkpoint on that covers the rotation the new key signs, and for a while both do. */
  private void rotate(StoredEvent event, long from) {
    Rotation rotation = Rotation.of(event);
    VerifierKey key = rotation.key();
    if (!key.name().equals(origin)) {
      LOG.warn("The key that was rotated to is not one of {} and signs nothing: {}", origin, key);
      return;
    }
    if (tables.keys().stream().noneMatch(known -> known.key().equals(key))) {
      tables.addKey(key, from);
      tables.retireAllBut(key, rotation.until());
    }
  }
}
