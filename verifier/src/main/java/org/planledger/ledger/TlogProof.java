package org.planledger.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof that one event is in the log (C2SP tlog-proof), in one file.
 *
 * @param leaf the canonical envelope, in the line of extra data; null: it comes separately
 * @param index of the event in the log
 * @param path hashes from the leaf to the root
 * @param note the checkpoint
 */
public record TlogProof(@Nullable String leaf, long index, List<Hash> path, Note note) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_PATH = 63;

  public TlogProof {
    path = List.copyOf(path);
    if (path.size() > MAX_PATH) {
      throw new Malformed("a proof has at most " + MAX_PATH + " hashes");
    }
  }

  /** Whether bytes claim to be such a proof. */
  public static boolean isProof(byte[] bytes) {
    byte[] header = Utf8.encode(HEADER);
    return bytes.length >= header.length
        && Arrays.equals(bytes, 0, header.length, header, 0, header.length);
  }

  /**
   * Reads a proof.
   *
   * @throws Malformed for another form
   */
  public static TlogProof parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new Malformed("a proof has at most " + MAX_BYTES + " bytes");
    }
    String text = Utf8.decode(bytes);
    int end = text.indexOf("\n\n");
    if (end < 0) {
      throw new Malformed("a proof has an empty line before the checkpoint");
    }
    List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\n", -1)));
    if (!lines.removeFirst().equals(HEADER)) {
      throw new Malformed("a proof begins with " + HEADER);
    }
    String leaf = null;
    if (!lines.isEmpty() && lines.getFirst().startsWith("extra ")) {
      leaf = Utf8.decode(Base64Text.decode(lines.removeFirst().substring("extra ".length())));
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith("index ")) {
      throw new Malformed("a proof names the index of its leaf");
    }
    long index = Decimal.parse("index", lines.removeFirst().substring("index ".length()));
    return new TlogProof(
        leaf,
        index,
        lines.stream().map(Hash::fromBase64).toList(),
        Note.parse(text.substring(end + 2)));
  }

  /**
   * Checks the checkpoint against trusted keys, and the leaf against the checkpoint.
   *
   * @throws Malformed for a note that is no checkpoint
   * @throws SignatureFailed where a signature of a trusted key does not fit
   * @throws Untrusted where no trusted key has signed
   * @throws ProofFailed where the leaf is not shown to be at the index
   */
  public Trust.Signed verify(byte[] leaf, Trust trust) {
    Trust.Signed signed = trust.open(note);
    Merkle.verifyInclusion(
        Merkle.leaf(leaf), index, signed.checkpoint().size(), path, signed.checkpoint().root());
    return signed;
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    if (leaf != null) {
      text.append("extra ").append(Base64Text.encode(Utf8.encode(leaf))).append('\n');
    }
    text.append("index ").append(index).append('\n');
    path.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(note).toString();
  }
}
