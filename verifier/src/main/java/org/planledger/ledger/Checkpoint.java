package org.planledger.ledger;

import java.time.Instant;
import java.util.List;

/**
 * The state of a log (C2SP tlog-checkpoint), the text of a note: three lines. Extension lines are
 * refused: this log writes none.
 *
 * @param origin the log's name
 * @param size number of leaves
 * @param root of the tree over them
 */
public record Checkpoint(String origin, long size, Hash root) {
  public Checkpoint {
    VerifierKey.checkName(origin);
    if (size < 0 || (size == 0 && !root.equals(Merkle.EMPTY))) {
      throw new Malformed("no size of a log, or another root than that of an empty one: " + size);
    }
  }

  /**
   * Reads the text of a note.
   *
   * @throws Malformed for another form
   */
  public static Checkpoint parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 4 || !lines[3].isEmpty()) {
      throw new Malformed("a checkpoint has three lines: origin, size and root");
    }
    return new Checkpoint(
        lines[0], Decimal.parse("the size of a checkpoint", lines[1]), Hash.fromBase64(lines[2]));
  }

  /** The text that {@link #parse} reads and a log signs. */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }

  /**
   * The note, signed by the log.
   *
   * @throws IllegalArgumentException for a key with another name than the origin, or of a witness
   */
  public Note sign(List<Signer> keys) {
    for (Signer key : keys) {
      if (key.verifier().kind() != KeyKind.LOG || !key.verifier().name().equals(origin)) {
        throw new IllegalArgumentException(
            "%s is no key of the log %s".formatted(key.verifier(), origin));
      }
    }
    String text = text();
    return new Note(text, keys.stream().map(key -> key.sign(text, Instant.EPOCH)).toList());
  }
}
