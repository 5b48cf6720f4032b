package org.planledger.ledger;

/**
 * The root of a tree that leaves are appended to. Held are only the hashes of the complete subtrees
 * that make up its size, at most 63.
 */
public final class Frontier {
  private final Hash[] complete = new Hash[Long.SIZE];
  private long size;

  /** A tree without leaves. */
  public Frontier() {}

  Frontier(long size, Merkle.Subtrees subtrees) {
    this.size = size;
    for (int level = 0; level < Long.SIZE - 1; level++) {
      if ((size >>> level & 1) == 1) {
        complete[level] = subtrees.hash(level, (size >>> level) - 1);
      }
    }
  }

  /** Is told of complete subtrees. */
  @FunctionalInterface
  interface Completed {
    void subtree(int level, Hash hash);
  }

  /** Appends a leaf, given by its hash. */
  public void append(Hash leaf) {
    append(leaf, (level, hash) -> {});
  }

  void append(Hash leaf, Completed completed) {
    Hash hash = leaf;
    int level = 0;
    completed.subtree(level, hash);
    while ((size >>> level & 1) == 1) {
      hash = Merkle.node(complete[level], hash);
      level++;
      completed.subtree(level, hash);
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
}
