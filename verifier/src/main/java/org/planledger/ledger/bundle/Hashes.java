package org.planledger.ledger.bundle;

import java.util.ArrayList;
import java.util.List;
import org.planledger.ledger.Hash;

/** A long list of hashes: 32 bytes each. */
final class Hashes {
  private static final int BLOCK = 1 << 15;

  private final List<byte[]> blocks = new ArrayList<>();
  private long size;

  void add(Hash hash) {
    int within = (int) (size++ % BLOCK);
    if (within == 0) {
      blocks.add(new byte[BLOCK * Hash.BYTES]);
    }
    hash.copyTo(blocks.getLast(), within * Hash.BYTES);
  }

  Hash get(long index) {
    return Hash.at(blocks.get((int) (index / BLOCK)), (int) (index % BLOCK) * Hash.BYTES);
  }

  long size() {
    return size;
  }
}
