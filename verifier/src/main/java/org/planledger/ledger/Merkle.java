package org.planledger.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.planledger.ledger.ProofFailed.Reason;

/**
 * The Merkle tree of RFC 6962 §2.1 (RFC 9162 §2.1): the left subtree of n leaves has the largest
 * power of two below n. Proofs are made of complete subtrees, so that each costs O(log n) look-ups.
 */
public final class Merkle {
  /** The root of the tree without leaves. */
  public static final Hash EMPTY = Hash.of();

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private Merkle() {}

  /** Where the hashes of complete subtrees come from. */
  @FunctionalInterface
  public interface Subtrees {
    /**
     * The hash of a complete subtree.
     *
     * @param level 2^level leaves are below it
     * @param index its number among the subtrees of this level, from 0
     */
    Hash hash(int level, long index);
  }

  /** The hash of a leaf. */
  public static Hash leaf(byte[] leaf) {
    return Hash.of(new byte[] {LEAF}, leaf);
  }

  /** The hash of a node. */
  public static Hash node(Hash left, Hash right) {
    MessageDigest digest = Hash.sha256();
    digest.update(NODE);
    left.update(digest);
    right.update(digest);
    return Hash.at(digest.digest(), 0);
  }

  /** The root of the first {@code size} leaves. */
  public static Hash root(long size, Subtrees subtrees) {
    return size == 0 ? EMPTY : range(0, size, subtrees);
  }

  /**
   * The hashes beside the way from a leaf up to the root (RFC 6962 §2.1.1).
   *
   * @throws ProofFailed for an index that is not below the size
   */
  public static List<Hash> inclusion(long index, long size, Subtrees subtrees) {
    checkIndex(index, size);
    List<Hash> proof = new ArrayList<>();
    inclusion(index, 0, size, subtrees, proof);
    return proof;
  }

  /**
   * The hashes that lead to both roots (RFC 6962 §2.1.2); none from 0 or from the size itself.
   *
   * @throws ProofFailed where the older tree is the larger one
   */
  public static List<Hash> consistency(long from, long to, Subtrees subtrees) {
    checkSizes(from, to);
    List<Hash> proof = new ArrayList<>();
    if (from > 0 && from < to) {
      consistency(from, 0, to, true, subtrees, proof);
    }
    return proof;
  }

  /**
   * Checks that a leaf stands at an index of a tree (RFC 9162 §2.1.3.2).
   *
   * @throws ProofFailed where the proof does not show it
   */
  public static void verifyInclusion(
      Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    checkIndex(index, size);
    long node = index;
    long last = size - 1;
    Hash hash = leaf;
    for (Hash sibling : proof) {
      if (last == 0) {
        throw wrongLength(proof);
      }
      if ((node & 1) == 1 || node == last) {
        hash = node(sibling, hash);
        int up = node == 0 ? 0 : Long.numberOfTrailingZeros(node);
        node >>>= up;
        last >>>= up;
      } else {
        hash = node(hash, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    if (last != 0) {
      throw wrongLength(proof);
    }
    if (!hash.equals(root)) {
      throw new ProofFailed(
          Reason.ROOT_MISMATCH, "the proof leads to the root %s, not to %s".formatted(hash, root));
    }
  }

  /**
   * Checks that a tree begins with all leaves of an older one (RFC 9162 §2.1.4.2).
   *
   * @throws ProofFailed where the proof does not show it
   */
  public static void verifyConsistency(
      long from, long to, List<Hash> proof, Hash oldRoot, Hash newRoot) {
    checkSizes(from, to);
    if (from == 0 || from == to) {
      if (!proof.isEmpty()) {
        throw wrongLength(proof);
      }
      checkRoot(Reason.ROOT_MISMATCH, from == 0 ? EMPTY : newRoot, oldRoot);
      return;
    }
    if (proof.isEmpty()) {
      throw wrongLength(proof);
    }
    int complete = Long.numberOfTrailingZeros(from);
    long node = (from - 1) >>> complete;
    long last = (to - 1) >>> complete;
    boolean isSubtree = node == 0;
    Hash old = isSubtree ? oldRoot : proof.getFirst();
    Hash now = old;
    for (Hash sibling : isSubtree ? proof : proof.subList(1, proof.size())) {
      if (last == 0) {
        throw wrongLength(proof);
      }
      if ((node & 1) == 1 || node == last) {
        old = node(sibling, old);
        now = node(sibling, now);
        int up = node == 0 ? 0 : Long.numberOfTrailingZeros(node);
        node >>>= up;
        last >>>= up;
      } else {
        now = node(now, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    if (last != 0) {
      throw wrongLength(proof);
    }
    checkRoot(Reason.ROOT_MISMATCH, old, oldRoot);
    checkRoot(Reason.NEW_ROOT_MISMATCH, now, newRoot);
  }

  private static void inclusion(
      long index, long from, long to, Subtrees subtrees, List<Hash> proof) {
    if (to - from == 1) {
      return;
    }
    long middle = from + split(to - from);
    if (index < middle) {
      inclusion(index, from, middle, subtrees, proof);
      proof.add(range(middle, to, subtrees));
    } else {
      inclusion(index, middle, to, subtrees, proof);
      proof.add(range(from, middle, subtrees));
    }
  }

  private static void consistency(
      long old, long from, long to, boolean isOldRoot, Subtrees subtrees, List<Hash> proof) {
    if (old == to) {
      if (!isOldRoot) {
        proof.add(range(from, to, subtrees));
      }
      return;
    }
    long middle = from + split(to - from);
    if (old <= middle) {
      consistency(old, from, middle, isOldRoot, subtrees, proof);
      proof.add(range(middle, to, subtrees));
    } else {
      consistency(old, middle, to, false, subtrees, proof);
      proof.add(range(from, middle, subtrees));
    }
  }

  private static Hash range(long from, long to, Subtrees subtrees) {
    long count = to - from;
    if (Long.bitCount(count) == 1) {
      int level = Long.numberOfTrailingZeros(count);
      return subtrees.hash(level, from >>> level);
    }
    long middle = from + split(count);
    return node(range(from, middle, subtrees), range(middle, to, subtrees));
  }

  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  private static void checkIndex(long index, long size) {
    if (index < 0 || index >= size) {
      throw new ProofFailed(
          Reason.OUT_OF_RANGE, "a tree of %d leaves has no leaf %d".formatted(size, index));
    }
  }

  private static void checkSizes(long from, long to) {
    if (from < 0 || from > to) {
      throw new ProofFailed(
          Reason.OUT_OF_RANGE, "a tree of %d leaves cannot begin with %d".formatted(to, from));
    }
  }

  private static void checkRoot(Reason reason, Hash found, Hash root) {
    if (!found.equals(root)) {
      throw new ProofFailed(
          reason, "the proof leads to the root %s, not to %s".formatted(found, root));
    }
  }

  private static ProofFailed wrongLength(List<Hash> proof) {
    return new ProofFailed(
        Reason.WRONG_LENGTH,
        "trees of these sizes need another proof than " + proof.size() + " hashes");
  }
}
