package org.planledger.query.ledger;

import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Hash;
import org.planledger.ledger.bundle.Finding.Code;
import org.planledger.store.ReadOnly.Found;

/** The tree does not go on from what was signed before. Nothing may be signed any more. */
final class RolledBack extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Code code;
  private final transient @Nullable Found found;

  /** What is wrong is not the database. */
  RolledBack(Code code, String sentence) {
    this(code, sentence, null);
  }

  private RolledBack(Code code, String sentence, @Nullable Found found) {
    super(sentence);
    this.code = code;
    this.found = found;
  }

  /**
   * The database is not what was signed, or is older.
   *
   * @param size of the checkpoint that it does not go on from
   * @param root of that; null: a witness alone knows it
   */
  static RolledBack database(Code code, String sentence, long size, @Nullable Hash root) {
    return new RolledBack(
        code, sentence, new Found(size, root == null ? null : root.toString(), sentence));
  }

  /** What nothing may be recorded on; null: it is not the database. */
  @Nullable Found found() {
    return found;
  }

  Code code() {
    return code;
  }
}
