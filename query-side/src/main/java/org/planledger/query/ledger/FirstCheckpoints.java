package org.planledger.query.ledger;

import java.util.Optional;
import org.planledger.ledger.TlogProof;
import org.planledger.query.ledger.LedgerTables.Leaf;
import org.planledger.query.ledger.LedgerTables.Signed;

/**
 * The first checkpoint that covers an event. It is the same for ever: which was the first does not
 * change, and what witnesses add to it later is left out.
 */
public final class FirstCheckpoints {
  private final LedgerTables tables;
  private final Proofs proofs;

  FirstCheckpoints(LedgerTables tables, Proofs proofs) {
    this.tables = tables;
    this.proofs = proofs;
  }

  /**
   * What it proves of an event.
   *
   * @param index of the event in the ledger
   * @param checkpoint the note, as the log itself signed it
   * @param proof the file that shows the event under it
   */
  public record First(long index, String checkpoint, String proof) {}

  /** Over an event; empty: none was signed yet. */
  public Optional<First> over(String eventId) {
    return tables
        .leafOf(eventId)
        .flatMap(leaf -> tables.firstOver(leaf.index()).map(signed -> first(leaf, signed)));
  }

  private First first(Leaf leaf, Signed signed) {
    TlogProof proof =
        new TlogProof(leaf.text(), leaf.index(), proofs.path(leaf, signed), signed.note());
    return new First(leaf.index(), signed.note().toString(), proof.toString());
  }
}
