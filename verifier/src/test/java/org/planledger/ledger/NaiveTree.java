package org.planledger.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * RFC 6962 §2.1 word for word, with ranges of leaves instead of copied lists, and a memory of the
 * ranges hashed before, since the tests ask for all of them.
 */
final class NaiveTree {
  private final List<byte[]> leaves;
  private final Map<Long, byte[]> known = new HashMap<>();

  private NaiveTree(List<byte[]> leaves) {
    this.leaves = leaves;
  }

  static NaiveTree of(List<byte[]> leaves) {
    return new NaiveTree(leaves);
  }

  Merkle.Subtrees subtrees() {
    return (level, index) -> Hash.copyOf(mth((int) (index << level), (int) ((index + 1) << level)));
  }

  byte[] mth(int from, int to) {
    byte[] hash = known.get((long) from << 32 | to);
    if (hash == null) {
      hash = compute(from, to);
      known.put((long) from << 32 | to, hash);
    }
    return hash;
  }

  private byte[] compute(int from, int to) {
    MessageDigest sha256 = Hash.sha256();
    if (to - from == 1) {
      sha256.update((byte) 0);
      sha256.update(leaves.get(from));
    } else if (to > from) {
      int k = k(to - from);
      sha256.update((byte) 1);
      sha256.update(mth(from, from + k));
      sha256.update(mth(from + k, to));
    }
    return sha256.digest();
  }

  List<Hash> path(int m, int from, int to) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    int k = k(to - from);
    List<Hash> path = m < k ? path(m, from, from + k) : path(m - k, from + k, to);
    path.add(Hash.copyOf(m < k ? mth(from + k, to) : mth(from, from + k)));
    return path;
  }

  List<Hash> proof(int m, int n) {
    return m == 0 || m == n ? List.of() : subproof(m, 0, n, true);
  }

  private List<Hash> subproof(int m, int from, int to, boolean b) {
    if (m == to - from) {
      List<Hash> proof = new ArrayList<>();
      if (!b) {
        proof.add(Hash.copyOf(mth(from, to)));
      }
      return proof;
    }
    int k = k(to - from);
    List<Hash> proof =
        m <= k ? subproof(m, from, from + k, b) : subproof(m - k, from + k, to, false);
    proof.add(Hash.copyOf(m <= k ? mth(from + k, to) : mth(from, from + k)));
    return proof;
  }

  private static int k(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }
}
