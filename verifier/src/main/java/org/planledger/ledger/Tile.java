package org.planledger.ledger;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Up to 256 hashes of one level of the tree (C2SP tlog-tiles). Hash i of a tile of level L is that
 * of the complete subtree of 256^L leaves with the number {@code 256 * index + i}. Its bytes are
 * the hashes, one after the other.
 *
 * @param level L, 0 to 7
 * @param index number of the tile in its level
 * @param width number of its hashes, 1 to {@value #FULL}
 */
public record Tile(int level, long index, int width) {
  /** Hashes of a full tile, which never changes again. */
  public static final int FULL = 256;

  private static final int BITS = 8;
  private static final int LEVELS = 8;
  private static final Pattern PATH =
      Pattern.compile("tile/([0-7])/((?:x\\d{3}/)*\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

  public Tile {
    if (level < 0 || level >= LEVELS || index < 0 || width < 1 || width > FULL) {
      throw new Malformed("no tile: level %d, index %d, width %d".formatted(level, index, width));
    }
  }

  private record Place(int level, long index) {
    boolean isIn(long size) {
      return level < LEVELS && index <= (hashes(level, size) - 1) >> BITS;
    }
  }

  /**
   * The tiles that a tree of this size has, level by level; no empty one. They are made one by one:
   * a size is no more than somebody's word.
   */
  public static Stream<Tile> ofTree(long size) {
    return Stream.iterate(
            new Place(0, 0),
            place -> place.isIn(size),
            place -> {
              Place next = new Place(place.level, place.index + 1);
              return next.isIn(size) ? next : new Place(place.level + 1, 0);
            })
        .map(place -> of(place.level, place.index, size));
  }

  /** Whether it is one of the tiles of a tree of this size. */
  public boolean isOfTree(long size) {
    return new Place(level, index).isIn(size) && of(level, index, size).equals(this);
  }

  private static long hashes(int level, long size) {
    return size >>> (BITS * level);
  }

  /** The tile of a tree of this size that holds the hash of a complete subtree. */
  static Tile holding(int level, long index, long size) {
    return of(level / BITS, (index << level % BITS) >>> BITS, size);
  }

  private static Tile of(int level, long index, long size) {
    return new Tile(level, index, (int) Math.min(FULL, hashes(level, size) - index * FULL));
  }

  /** Number of its bytes. */
  public int bytes() {
    return width * Hash.BYTES;
  }

  /** The path, as {@code tile/0/x001/x234/067} or {@code tile/1/000.p/17}. */
  public String path() {
    return "tile/" + level + "/" + path(index, width);
  }

  static String path(long index, int width) {
    StringBuilder path = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x%03d/".formatted(rest % 1000));
    }
    return width == FULL ? path.toString() : path + ".p/" + width;
  }

  /**
   * Reads a path.
   *
   * @throws Malformed for what {@link #path} does not give
   */
  public static Tile parse(String path) {
    Matcher matcher = PATH.matcher(path);
    if (matcher.matches() && matcher.group(2).length() <= 4 * 6) {
      String width = matcher.group(3);
      long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
      int hashes = width == null ? FULL : Integer.parseInt(width);
      if (hashes <= FULL) {
        Tile tile = new Tile(Integer.parseInt(matcher.group(1)), index, hashes);
        if (tile.path().equals(path)) {
          return tile;
        }
      }
    }
    throw new Malformed("no path of a tile: " + path);
  }
}
