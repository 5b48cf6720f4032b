package org.planledger.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree that leaves are appended to. It holds the hashes of the complete subtrees that make up its
 * size, at most 63, and the last tile of each level: memory and cost of a leaf do not grow with it.
 */
public final class Tree {
  private static final int BITS = 8;

  private final Hash[] complete = new Hash[Long.SIZE];
  private final List<Level> levels = new ArrayList<>();
  private final Map<Tile, byte[]> filled = new LinkedHashMap<>();
  private long size;

  /** A tree without leaves. */
  public Tree() {}

  /** Goes on with a tree of a size whose tiles were kept. */
  public static Tree load(long size, TileSource source) {
    Tree tree = new Tree();
    tree.size = size;
    Merkle.Subtrees subtrees = new TileReader(source, Long.BYTES).at(size);
    for (int level = 0; level < Long.SIZE - 1; level++) {
      if ((size >>> level & 1) == 1) {
        tree.complete[level] = subtrees.hash(level, (size >>> level) - 1);
      }
    }
    for (int level = 0; level < Long.BYTES && size >>> (BITS * level) > 0; level++) {
      Level last = tree.level(level);
      long hashes = size >>> (BITS * level);
      last.index = hashes / Tile.FULL;
      last.width = (int) (hashes % Tile.FULL);
      if (last.width > 0) {
        byte[] bytes = source.read(last.tile(level));
        System.arraycopy(bytes, 0, last.bytes, 0, last.width * Hash.BYTES);
      }
    }
    return tree;
  }

  /** Appends a leaf, given by its hash. */
  public void append(Hash leaf) {
    Hash hash = leaf;
    int level = 0;
    keep(level, hash);
    while ((size >>> level & 1) == 1) {
      hash = Merkle.node(complete[level], hash);
      level++;
      if (level % BITS == 0) {
        keep(level / BITS, hash);
      }
    }
    complete[level] = hash;
    size++;
  }

  /** Number of leaves. */
  public long size() {
    return size;
  }

  /** The root over all leaves. */
  public Hash root() {
    if (size == 0) {
      return Merkle.EMPTY;
    }
    int level = Long.numberOfTrailingZeros(size);
    Hash root = complete[level];
    while (++level < Long.SIZE - 1) {
      if ((size >>> level & 1) == 1) {
        root = Merkle.node(complete[level], root);
      }
    }
    return root;
  }

  /**
   * The tiles that came to be or grew since this was asked last, with their bytes: full ones, and
   * the partial one at the end of each level. Each takes the place of narrower forms of itself.
   */
  public Map<Tile, byte[]> takeTiles() {
    Map<Tile, byte[]> taken = new LinkedHashMap<>(filled);
    filled.clear();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (level.grew && level.width > 0) {
        taken.put(level.tile(i), Arrays.copyOf(level.bytes, level.width * Hash.BYTES));
      }
      level.grew = false;
    }
    return taken;
  }

  private void keep(int number, Hash hash) {
    Level level = level(number);
    hash.copyTo(level.bytes, level.width++ * Hash.BYTES);
    level.grew = true;
    if (level.width == Tile.FULL) {
      filled.put(level.tile(number), level.bytes.clone());
      level.index++;
      level.width = 0;
    }
  }

  private Level level(int number) {
    while (levels.size() <= number) {
      levels.add(new Level());
    }
    return levels.get(number);
  }

  /** The last tile of a level, which is not full. */
  private static final class Level {
    final byte[] bytes = new byte[Tile.FULL * Hash.BYTES];
    long index;
    int width;
    boolean grew;

    Tile tile(int level) {
      return new Tile(level, index, width);
    }
  }
}
