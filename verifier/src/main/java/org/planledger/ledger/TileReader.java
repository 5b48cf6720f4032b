package org.planledger.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;

/**
 * The hashes of all subtrees, from tiles. A proof reads at most two tiles of each level; the inner
 * hashes of the tiles used last are kept (16 KB each), so that further proofs hash next to nothing.
 * Safe for use by several threads.
 */
public final class TileReader {
  private static final int NODES = 2 * Tile.FULL - 1;
  private static final int BITS = 8;

  private final TileSource source;
  private final Map<Tile, byte[]> used;

  /**
   * Reads tiles of a source.
   *
   * @param capacity number of tiles to be kept
   */
  public TileReader(TileSource source, int capacity) {
    this.source = source;
    this.used =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Entry<Tile, byte[]> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * The subtrees of the tree as it was at a size. Asking them for a hash throws {@link Malformed}
   * where a tile has another length than its width says.
   */
  public Merkle.Subtrees at(long size) {
    return (level, index) -> {
      int within = level % BITS;
      byte[] nodes = nodes(Tile.holding(level, index, size));
      int node = (int) (index & (Tile.FULL >> within) - 1);
      return Hash.at(nodes, (start(within) + node) * Hash.BYTES);
    };
  }

  private byte[] nodes(Tile tile) {
    synchronized (used) {
      byte[] nodes = used.get(tile);
      if (nodes != null) {
        return nodes;
      }
    }
    byte[] nodes = expand(tile, source.read(tile));
    synchronized (used) {
      used.put(tile, nodes);
    }
    return nodes;
  }

  /** The hashes of a tile, then those of pairs of them, and so on up to the one above all. */
  private static byte[] expand(Tile tile, byte[] hashes) {
    if (hashes.length != tile.bytes()) {
      throw new Malformed(
          "%s has %d bytes, not %d".formatted(tile.path(), hashes.length, tile.bytes()));
    }
    byte[] nodes = new byte[NODES * Hash.BYTES];
    System.arraycopy(hashes, 0, nodes, 0, hashes.length);
    for (int level = 1; level <= BITS; level++) {
      for (int node = 0; node < tile.width() >> level; node++) {
        int below = (start(level - 1) + 2 * node) * Hash.BYTES;
        Merkle.node(Hash.at(nodes, below), Hash.at(nodes, below + Hash.BYTES))
            .copyTo(nodes, (start(level) + node) * Hash.BYTES);
      }
    }
    return nodes;
  }

  private static int start(int level) {
    return 2 * Tile.FULL - ((2 * Tile.FULL) >> level);
  }
}
