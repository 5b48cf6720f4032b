package org.planledger.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree that leaves are appended to and that gives the tiles to be kept. It holds the last tile of
 * each level: memory and the cost of a leaf do not grow with it.
 */
public final class Tree {
  private static final int BITS = 8;

  private final List<Level> levels = new ArrayList<>();
  private final Map<Tile, byte[]> filled = new LinkedHashMap<>();
  private final Frontier frontier;

  /** A tree without leaves. */
  public Tree() {
    this(new Frontier());
  }

  private Tree(Frontier frontier) {
    this.frontier = frontier;
  }

  /** Goes on with a tree of a size whose tiles were kept. */
  public static Tree load(long size, TileSource source) {
    Tree tree = new Tree(new Frontier(size, new TileReader(source, Long.BYTES).at(size)));
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
    frontier.append(
        leaf,
        (level, hash) -> {
          if (level % BITS == 0) {
            keep(level / BITS, hash);
          }
        });
  }

  /** Number of leaves. */
  public long size() {
    return frontier.size();
  }

  /** The root over all leaves. */
  public Hash root() {
    return frontier.root();
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
