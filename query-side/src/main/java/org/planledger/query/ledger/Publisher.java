package org.planledger.query.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.Note;
import org.planledger.ledger.TileReader;
import org.planledger.ledger.VerifierKey;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.query.ledger.LedgerTables.LogKey;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.query.ledger.LedgerTables.State;
import org.planledger.store.StoredEvents;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs checkpoints. Each goes on from all that were signed before, by this node or another, and is
 * on the disk twice before anybody can see it: outside the database, then in it.
 */
final class Publisher implements AutoCloseable {
  private static final int TILES = 64;

  private final String origin;
  private final LedgerTables tables;
  private final LedgerKeys keys;
  private final SignedBefore before;
  private final StoredEvents events;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Publisher(
      String origin,
      LedgerTables tables,
      LedgerKeys keys,
      SignedBefore before,
      StoredEvents events,
      TransactionTemplate transaction,
      Clock clock) {
    this.origin = origin;
    this.tables = tables;
    this.keys = keys;
    this.before = before;
    this.events = events;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Begins to work with the folder of keys; see {@link SignedBefore#open}. */
  void open() throws IOException {
    before.open();
  }

  @Override
  public void close() throws IOException {
    before.close();
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
    try {
      signed.ifPresent(checkpoint -> before.check(checkpoint, origin, state.size(), tree));
    } catch (Malformed | NoSuchElementException damaged) {
      throw new RolledBack(
          Code.TILE_MISMATCH,
          "the tiles do not lead to what was signed before (%s). Restore a backup"
              .formatted(damaged.getMessage()));
    }
  }

  /**
   * Checks that a key of the log has signed what is known outside the database.
   *
   * @throws RolledBack where none has
   */
  void checkSignature() throws IOException {
    before.signedBy(log());
  }

  private Set<VerifierKey> log() {
    return tables.keys().stream().map(LogKey::key).collect(Collectors.toSet());
  }

  /**
   * Whether the tree goes on from a checkpoint.
   *
   * @param root in hexadecimal
   */
  boolean goesOnFrom(long size, String root) {
    State state = tables.state();
    return size <= state.size()
        && Merkle.root(size, new TileReader(tables, TILES).at(state.size()))
            .toString()
            .equals(root);
  }

  /**
   * Puts the checkpoint that is known outside back into the database, where that has lost it or
   * never had it: it was signed, and witnesses may have seen it. To be called after {@link #check}.
   *
   * @throws RolledBack where no key of this log has signed it
   */
  void restore() throws IOException {
    Optional<SignedBefore.Known> known = before.signedBy(log());
    if (known.isPresent()) {
      Instant now = clock.instant();
      transaction.executeWithoutResult(
          status -> {
            tables.lockAfterOthers();
            if (tables.checkpoint(known.get().checkpoint().size()).isEmpty()) {
              tables.addCheckpoint(known.get().checkpoint(), known.get().note(), now);
            }
          });
      events.flush();
    }
  }

  /** Whether a checkpoint over events was signed here. */
  boolean hasSigned() {
    return tables.largest() > 0;
  }

  /**
   * A checkpoint over no events, to show to witnesses: any history goes on from it. It is kept
   * nowhere. Empty: one over events was signed here.
   */
  Optional<Signed> overNothing() throws IOException {
    if (hasSigned()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Checkpoint nothing = new Checkpoint(origin, 0, Merkle.EMPTY);
    return Optional.of(
        new Signed(nothing, nothing.sign(keys.signing(tables.state().size(), now)), now));
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
    if (signed) {
      // Before a witness is told. Who is told over HTTP sooner is told what the file outside holds.
      events.flush();
    }
    Optional<Signed> latest = tables.latest();
    if (latest.isPresent() && latest.get().size() > before.size()) {
      check();
      if (isToBeTakenOver(latest.get())) {
        before.write(latest.get().note());
      }
    }
    return signed;
  }

  /**
   * Whether a checkpoint in the database may replace the one outside: whoever can write to the
   * database, and not sign, must not bring the node to forget what was signed. The keys of the log
   * are in the database too, so it has to be one that this node has the private key of, or one that
   * has signed what is outside. A key that the node still lacks is told as missing.
   *
   * @throws RolledBack where no key of the log has signed it, or the leaves are not its own
   */
  private boolean isToBeTakenOver(Signed latest) throws IOException {
    Set<VerifierKey> log = log();
    Set<VerifierKey> known = new HashSet<>(keys.held());
    before
        .signedBy(log)
        .ifPresent(outside -> known.addAll(SignedBefore.signers(outside.note(), log)));
    Set<VerifierKey> signers = SignedBefore.signers(latest.note(), log);
    if (signers.isEmpty()
        || !latest.checkpoint().origin().equals(origin)
        || !goesOnFrom(latest.size(), latest.checkpoint().root().toString())) {
      Checkpoint kept = before.checkpoint().orElse(new Checkpoint(origin, 0, Merkle.EMPTY));
      throw RolledBack.database(
          signers.isEmpty() ? Code.BAD_SIGNATURE : Code.INCONSISTENT_HISTORY,
          "the row of ledger_checkpoint over %d events is not what this log has signed: the tables of the ledger were changed. Restore a backup"
              .formatted(latest.size()),
          kept.size(),
          kept.root());
    }
    return !Collections.disjoint(signers, known);
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
