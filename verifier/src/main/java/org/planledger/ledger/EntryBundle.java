package org.planledger.ledger;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Up to 256 leaves, each after its length in 16 bits, high byte first (C2SP tlog-tiles). The bundle
 * beside the tile of level 0 with the same index and width.
 */
public final class EntryBundle {
  private EntryBundle() {}

  /** The path, as {@code tile/entries/x001/x234/067} or {@code tile/entries/000.p/17}. */
  public static String path(long index, int width) {
    return "tile/entries/" + Tile.path(index, width);
  }

  /**
   * The bytes of a bundle.
   *
   * @throws Malformed for a leaf of more than 65,535 bytes
   */
  public static byte[] encode(List<byte[]> leaves) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] leaf : leaves) {
      if (leaf.length > Envelope.MAX_BYTES) {
        throw new Malformed("a leaf has at most 65,535 bytes, not " + leaf.length);
      }
      bytes.write(leaf.length >>> 8);
      bytes.write(leaf.length);
      bytes.writeBytes(leaf);
    }
    return bytes.toByteArray();
  }

  /**
   * The leaves of a bundle.
   *
   * @throws Malformed where it ends within a leaf or has more than 256
   */
  public static List<byte[]> decode(byte[] bundle) {
    List<byte[]> leaves = new ArrayList<>();
    int at = 0;
    while (at < bundle.length) {
      int end =
          at + 2 > bundle.length
              ? Integer.MAX_VALUE
              : at + 2 + ((bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff));
      if (end > bundle.length || leaves.size() == Tile.FULL) {
        throw new Malformed("no bundle of entries", at);
      }
      leaves.add(Arrays.copyOfRange(bundle, at + 2, end));
      at = end;
    }
    return leaves;
  }
}
