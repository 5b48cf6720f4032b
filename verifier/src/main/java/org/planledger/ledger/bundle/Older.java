package org.planledger.ledger.bundle;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Supplier;
import org.planledger.ledger.Checkpoint;
import org.planledger.ledger.Hash;

/** Checkpoints that are older than the one of a bundle, by size; 40 bytes of each are held. */
final class Older {
  private long[] sizes = new long[16];
  private final Hashes roots = new Hashes();

  /** Takes one that is larger than those before it. */
  void add(Checkpoint checkpoint) {
    if (count() == sizes.length) {
      sizes = Arrays.copyOf(sizes, 2 * count());
    }
    sizes[count()] = checkpoint.size();
    roots.add(checkpoint.root());
  }

  int count() {
    return (int) roots.size();
  }

  long size(int which) {
    return sizes[which];
  }

  /** Whether a tree has had their roots, as it grew. */
  final class Grown {
    private final BitSet same = new BitSet();
    private int next;

    /** To be told of every size of the tree, from 0 on. */
    void at(long size, Supplier<Hash> root) {
      if (next < count() && sizes[next] == size) {
        same.set(next, roots.get(next).equals(root.get()));
        next++;
      }
    }

    /** The first whose root it has not had; {@link #count}: it has had all. */
    int firstOther() {
      return same.nextClearBit(0);
    }
  }
}
