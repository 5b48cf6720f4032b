package org.planledger.query.ledger;

import java.util.List;
import java.util.Optional;
import org.planledger.ledger.Envelope;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Merkle;
import org.planledger.ledger.TileReader;
import org.planledger.ledger.TlogProof;
import org.planledger.ledger.VerifierKey;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.Signed;
import org.planledger.store.StoredEvents;

/** Proofs of events, under checkpoints that are published. */
final class Proofs {
  private static final int TILES = 256;

  private final LedgerTables tables;
  private final StoredEvents events;
  private final TileReader tiles;
  private final List<VerifierKey> witnesses;
  private final int quorum;

  Proofs(LedgerTables tables, StoredEvents events, List<VerifierKey> witnesses, int quorum) {
    this.tables = tables;
    this.events = events;
    this.tiles = new TileReader(tables, TILES);
    this.witnesses = witnesses;
    this.quorum = quorum;
  }

  /**
   * The latest checkpoint.
   *
   * @throws Refused 503 while none has been signed
   */
  Signed latest() {
    return tables
        .latest()
        .orElseThrow(
            () ->
                new Refused(
                    ProblemType.UNAVAILABLE,
                    "No checkpoint has been signed yet. Ask again in a moment."));
  }

  /** The subtrees of the first so many leaves. */
  Merkle.Subtrees tree(long size) {
    return tiles.at(size);
  }

  /** Whether the event at a position is under a checkpoint. */
  boolean covers(long position) {
    return tables.isCovered(position);
  }

  /**
   * The leaf of an event that is under a checkpoint.
   *
   * @throws Refused 404 where there is no such event, or its proof is not ready yet; 503 where the
   *     row of the leaf is damaged
   */
  Leaf leaf(String eventId) {
    Optional<Leaf> leaf = tables.leafOf(eventId);
    if (leaf.isEmpty() && events.find(eventId).isEmpty()) {
      throw Refused.notFound("event", eventId);
    }
    leaf.ifPresent(Proofs::requireReadable);
    return leaf.filter(found -> found.index() < latest().size())
        .orElseThrow(
            () ->
                new Refused(
                    ProblemType.PROOF_NOT_READY,
                    "Event %s is recorded, but no checkpoint covers it yet. Ask again in a moment."
                        .formatted(eventId)));
  }

  private static void requireReadable(Leaf leaf) {
    try {
      Envelope.read(leaf.bytes());
    } catch (Malformed damaged) {
      throw LedgerTables.damaged(
          "The row of ledger_leaf of event %s".formatted(leaf.eventId()), damaged);
    }
  }

  /**
   * The checkpoint to prove something about the first so many leaves with: the latest final one, if
   * it covers them, else the latest.
   */
  Signed checkpoint(long size) {
    return tables
        .latestWitnessed(witnesses, quorum)
        .filter(signed -> signed.size() >= size)
        .orElseGet(this::latest);
  }

  /** The hashes from a leaf to the root of a checkpoint. */
  List<Hash> path(Leaf leaf, Signed checkpoint) {
    return Merkle.inclusion(leaf.index(), checkpoint.size(), tree(checkpoint.size()));
  }

  /** The proof of one event. */
  TlogProof of(String eventId) {
    Leaf leaf = leaf(eventId);
    Signed checkpoint = checkpoint(leaf.index() + 1);
    return new TlogProof(leaf.text(), leaf.index(), path(leaf, checkpoint), checkpoint.note());
  }
}
