package org.planledger.ledger.bundle;

import java.io.IOException;
import java.util.Iterator;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Frontier;
import org.planledger.ledger.Hash;
import org.planledger.ledger.Malformed;
import org.planledger.ledger.Tile;
import org.planledger.ledger.bundle.Finding.Code;

/** The tiles of a bundle. */
final class Tiles {
  /** So many are named. */
  private static final int MOST_MISSING = 100;

  private final BundleFiles files;
  private final Findings findings;
  private final Hashes leaves = new Hashes();
  private final Frontier tree = new Frontier();
  private boolean complete = true;

  /** Reads those of a tree of a size, and says which are missing or too many. */
  Tiles(BundleFiles files, long size, Findings findings) throws IOException {
    this.files = files;
    this.findings = findings;
    for (String name : files.names()) {
      if (name.startsWith("tile/") && !isOfTree(name, size)) {
        findings.malformed("%s is no tile of a log of size %d".formatted(name, size));
      }
    }
    int missing = 0;
    Iterator<Tile> tiles = Tile.ofTree(size).iterator();
    // There may be as many as a size says that somebody has signed.
    while (tiles.hasNext() && missing < MOST_MISSING) {
      Tile tile = tiles.next();
      byte[] bytes = bytes(tile);
      missing += bytes.length == 0 ? 1 : 0;
      for (int at = 0; at < bytes.length && complete && tile.level() == 0; at += Hash.BYTES) {
        leaves.add(Hash.at(bytes, at));
        tree.append(leaves.get(leaves.size() - 1));
      }
    }
  }

  private static boolean isOfTree(String name, long size) {
    try {
      return Tile.parse(name).isOfTree(size);
    } catch (Malformed none) {
      return false;
    }
  }

  private byte[] bytes(Tile tile) throws IOException {
    try {
      byte[] bytes = files.read(tile.path(), tile.bytes());
      if (bytes.length == tile.bytes()) {
        return bytes;
      }
      findings.malformed(
          "%s has %d bytes, not %d".formatted(tile.path(), bytes.length, tile.bytes()));
    } catch (Malformed malformed) {
      findings.malformed(malformed.getMessage());
    }
    complete = false;
    return new byte[0];
  }

  /** Whether there are all, of the right length. */
  boolean isComplete() {
    return complete;
  }

  /** Whether they lead to the root of a checkpoint. */
  boolean fit(Checkpoint checkpoint) {
    return complete && tree.root().equals(checkpoint.root());
  }

  /** Hashes of the leaves. */
  Hashes leaves() {
    return leaves;
  }

  /** Older checkpoints, compared with the tree over these leaves. */
  Older.Grown grown(Older older) {
    Older.Grown grown = older.new Grown();
    Frontier again = new Frontier();
    grown.at(0, again::root);
    for (long i = 0; i < leaves.size(); i++) {
      again.append(leaves.get(i));
      grown.at(i + 1, again::root);
    }
    return grown;
  }

  /** Step 8: each tile is the one that the leaves make. */
  void compare(Hashes logged) throws IOException {
    if (!complete) {
      return;
    }
    Iterator<Tile> tiles = Tile.ofTree(logged.size()).iterator();
    while (tiles.hasNext()) {
      Tile tile = tiles.next();
      byte[] bytes = bytes(tile);
      for (int i = 0; i < tile.width(); i++) {
        long index = tile.index() * Tile.FULL + i;
        Hash right = tile.level() == 0 ? logged.get(index) : above(tile.level(), index);
        if (!right.equals(Hash.at(bytes, i * Hash.BYTES))) {
          findings.add(Code.TILE_MISMATCH, tile.path() + " does not hold the log's hashes");
          return;
        }
      }
    }
  }

  /** The hash over the full tile below one of a tile's hashes. */
  private Hash above(int level, long index) throws IOException {
    byte[] below = bytes(new Tile(level - 1, index, Tile.FULL));
    Frontier over = new Frontier();
    for (int at = 0; at < below.length; at += Hash.BYTES) {
      over.append(Hash.at(below, at));
    }
    return over.root();
  }
}
