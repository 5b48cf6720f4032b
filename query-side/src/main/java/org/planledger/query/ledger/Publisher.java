package org.planledger.query.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.TileReader;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.ledger.LedgerTables.State;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs checkpoints. Each goes on from all that were signed before, by this node or another, and is
 * on the disk twice before anybody can see it: outside the database, then in it.
 */
final class Publisher {
  private static final int TILES = 64;

  private final String origin;
  private final LedgerTables tables;
  private final LedgerKeys keys;
  private final SignedBefore before;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Publisher(
      String origin,
      LedgerTables tables,
      LedgerKeys keys,
      SignedBefore before,
      TransactionTemplate transaction,
      Clock clock) {
    this.origin = origin;
    this.tables = tables;
    this.keys = keys;
    this.before = before;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Checks that the tree goes on from what was signed.
   *
   * @throws RolledBack where it does not
   */
  void check() throws IOException {
    Optional<Checkpoint> signed = before.checkpoint();
    State state = tables.state();
    Merkle.Subtrees tree = new TileReader(tables, TILES).at(state.size());
    signed.ifPresent(checkpoint -> before.check(checkpoint, origin, state.size(), tree));
  }

  /**
   * Signs a checkpoint over all leaves, unless there is one, and takes note of those that other
   * nodes have signed.
   *
   * @return whether one was signed
   * @throws RolledBack where the tree does not go on from what was signed
   */
  boolean publish() throws IOException {
    boolean signed;
    try {
      signed =
          Boolean.TRUE.equals(
              transaction.execute(status -> tables.lock().map(this::sign).orElse(false)));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    Optional<Signed> latest = tables.latest();
    if (latest.isPresent() && latest.get().size() > before.size()) {
      check();
      before.write(latest.get().note());
    }
    return signed;
  }

  private boolean sign(State state) {
    Optional<Signed> last = tables.latest();
    if (last.isPresent() && last.get().size() == state.size()) {
      return false;
    }
    try {
      Merkle.Subtrees tree = new TileReader(tables, TILES).at(state.size());
      before
          .checkpoint()
          .ifPresent(checkpoint -> before.check(checkpoint, origin, state.size(), tree));
      last.ifPresent(signed -> requireSame(signed.checkpoint(), tree, state.size()));
      Instant now = clock.instant();
      Checkpoint checkpoint = new Checkpoint(origin, state.size(), Merkle.root(state.size(), tree));
      Note note = checkpoint.sign(keys.signing(state.size(), now));
      before.write(note);
      tables.addCheckpoint(checkpoint, note, now);
      last.ifPresent(signed -> retire(signed.size(), now));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSame(Checkpoint last, Merkle.Subtrees tree, long size) {
    if (last.size() > size || !Merkle.root(last.size(), tree).equals(last.root())) {
      throw new RolledBack(
          Code.INCONSISTENT_HISTORY,
          "the leaves are not those of the last checkpoint, over %d events: the tables of the ledger were changed. Restore a backup"
              .formatted(last.size()));
    }
  }

  /** Notes of the keys whose time is over how far they have signed. */
  private void retire(long lastSize, Instant now) {
    for (LogKey key : tables.keys()) {
      if (key.to() == null && !key.signsAt(now)) {
        tables.retired(key.key(), lastSize);
      }
    }
  }
}
