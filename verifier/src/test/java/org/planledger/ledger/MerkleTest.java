package org.planledger.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.planledger.ledger.ProofFailed.Reason;

class MerkleTest {
  private static final int SIZES = 300;

  private final List<byte[]> leaves =
      IntStream.range(0, SIZES).mapToObj(i -> ("leaf " + i).getBytes(UTF_8)).toList();
  private final NaiveTree naive = NaiveTree.of(leaves);

  @Test
  void everyProofOfEveryTreeOfUpTo300LeavesIsThatOfTheDefinition() {
    Tree tree = new Tree();
    Map<Tile, byte[]> tiles = new HashMap<>();
    // Tiles are kept as they grow, and a partial one is cut from a wider one.
    TileReader reader = new TileReader(kept(tiles), 8);
    for (int n = 1; n <= SIZES; n++) {
      tree.append(Merkle.leaf(leaves.get(n - 1)));
      tiles.putAll(tree.takeTiles());
      Merkle.Subtrees subtrees = reader.at(n);
      Hash root = Hash.copyOf(naive.mth(0, n));
      assertThat(tree.root()).isEqualTo(root);
      assertThat(Merkle.root(n, subtrees)).isEqualTo(root);
      for (int m = 0; m < n; m++) {
        List<Hash> inclusion = Merkle.inclusion(m, n, subtrees);
        assertThat(inclusion).isEqualTo(naive.path(m, 0, n));
        Merkle.verifyInclusion(Merkle.leaf(leaves.get(m)), m, n, inclusion, root);
        if (n > 1) {
          inclusionRefused(Merkle.leaf(leaves.get(m)), m, n, List.of(), root);
        }
      }
      for (int m = 0; m <= n; m++) {
        List<Hash> consistency = Merkle.consistency(m, n, subtrees);
        assertThat(consistency).isEqualTo(naive.proof(m, n));
        Hash old = Hash.copyOf(naive.mth(0, m));
        Merkle.verifyConsistency(m, n, consistency, old, root);
        if (m > 0 && m < n) {
          otherSizesRefused(m, n, consistency, old, root);
        }
      }
    }
  }

  private static void otherSizesRefused(int m, int n, List<Hash> proof, Hash old, Hash root) {
    for (long from : new long[] {m - 1, m + 1, m ^ 2}) {
      if (!isOfForm(from, n, m, n)) {
        consistencyRefused(from, n, proof, old, root);
      }
    }
    for (long to : new long[] {2L * n, n / 2, n - 1, n + 1}) {
      if (!isOfForm(m, to, m, n)) {
        consistencyRefused(m, to, proof, old, root);
      }
    }
  }

  /**
   * Whether a consistency proof is put together alike for other sizes: then the roots, which
   * signatures bind to their sizes, are what differs.
   */
  private static boolean isOfForm(long from, long to, long otherFrom, long otherTo) {
    return from > 0 && from <= to && sides(from, to, true).equals(sides(otherFrom, otherTo, true));
  }

  /** On which side each hash of a consistency proof stands; null: it is the old tree's own. */
  private static List<@Nullable Boolean> sides(long from, long to, boolean whole) {
    List<@Nullable Boolean> sides = new ArrayList<>();
    if (from == to) {
      if (!whole) {
        sides.add(null);
      }
      return sides;
    }
    long k = Long.highestOneBit(to - 1);
    sides.addAll(from <= k ? sides(from, k, whole) : sides(from - k, to - k, false));
    sides.add(from <= k);
    return sides;
  }

  @Test
  void aTreeGoesOnFromItsTiles() {
    for (int from : new int[] {0, 1, 255, 256, 257, 299}) {
      Tree before = new Tree();
      Map<Tile, byte[]> tiles = new HashMap<>();
      leaves.subList(0, from).forEach(leaf -> before.append(Merkle.leaf(leaf)));
      tiles.putAll(before.takeTiles());
      Tree after = Tree.load(from, kept(tiles));
      assertThat(after.takeTiles()).isEmpty();
      leaves.subList(from, SIZES).forEach(leaf -> after.append(Merkle.leaf(leaf)));
      tiles.putAll(after.takeTiles());
      assertThat(after.root()).isEqualTo(Hash.copyOf(naive.mth(0, SIZES)));
      assertThat(Merkle.root(SIZES, new TileReader(kept(tiles), 2).at(SIZES)))
          .isEqualTo(after.root());
    }
  }

  @Test
  void noMutationOfAnInclusionProofIsAccepted() {
    for (int n : new int[] {1, 2, 3, 7, 8, 9, 100}) {
      for (int m = 0; m < n; m++) {
        Hash leaf = Merkle.leaf(leaves.get(m));
        Hash root = Hash.copyOf(naive.mth(0, n));
        List<Hash> proof = naive.path(m, 0, n);
        Merkle.verifyInclusion(leaf, m, n, proof, root);
        for (List<Hash> changed : mutations(proof, root)) {
          inclusionRefused(leaf, m, n, changed, root);
        }
        for (long index : new long[] {m - 1, m + 1, m ^ 2, m + n, -1, Long.MAX_VALUE}) {
          inclusionRefused(leaf, index, n, proof, root);
        }
        for (long size : new long[] {2L * n, n / 2, n - 1, n + 1, 0, -1}) {
          // A tree of another size can have a path of the same form to this leaf: then the root,
          // which the signature binds to its size, is what differs.
          if (!sameForm(m, n, size)) {
            inclusionRefused(leaf, m, size, proof, root);
          }
        }
        if (n > 1) {
          inclusionRefused(leaf, m, n, List.of(), root);
        }
        inclusionRefused(flip(leaf), m, n, proof, root);
        inclusionRefused(root, m, n, n == 1 ? List.of(root) : proof, root);
        inclusionRefused(leaf, m, n, proof, Merkle.EMPTY);
        inclusionRefused(leaf, m, n, proof, flip(root));
      }
    }
  }

  @Test
  void noMutationOfAConsistencyProofIsAccepted() {
    for (int n : new int[] {2, 3, 7, 8, 9, 100}) {
      for (int m = 1; m < n; m++) {
        Hash old = Hash.copyOf(naive.mth(0, m));
        Hash root = Hash.copyOf(naive.mth(0, n));
        List<Hash> proof = naive.proof(m, n);
        Merkle.verifyConsistency(m, n, proof, old, root);
        for (List<Hash> changed : mutations(proof, root)) {
          consistencyRefused(m, n, changed, old, root);
        }
        for (List<Hash> changed : mutations(proof, old)) {
          consistencyRefused(m, n, changed, old, root);
        }
        consistencyRefused(m, n, proof, root, old);
        consistencyRefused(m, n, proof, flip(old), root);
        consistencyRefused(m, n, proof, old, flip(root));
        consistencyRefused(m, n, proof, old, Merkle.EMPTY);
        consistencyRefused(m, n, proof, Merkle.EMPTY, root);
        consistencyRefused(n, m, proof, old, root);
        consistencyRefused(m, m, proof, old, root);
        consistencyRefused(0, n, proof, old, root);
        consistencyRefused(-1, n, proof, old, root);
        if (!naive.proof(m, n).equals(List.of())) {
          consistencyRefused(m, n, List.of(), old, root);
        }
      }
    }
    consistencyRefused(1, 1, List.of(), Merkle.leaf(leaves.get(0)), Merkle.leaf(leaves.get(1)));
    consistencyRefused(0, 1, List.of(), Merkle.leaf(leaves.get(0)), Merkle.leaf(leaves.get(0)));
  }

  @Test
  void aFailureSaysWhy() {
    Hash root = Hash.copyOf(naive.mth(0, 8));
    Hash leaf = Merkle.leaf(leaves.get(3));
    List<Hash> proof = naive.path(3, 0, 8);
    reason(Reason.OUT_OF_RANGE, () -> Merkle.verifyInclusion(leaf, 8, 8, proof, root));
    reason(Reason.WRONG_LENGTH, () -> Merkle.verifyInclusion(leaf, 3, 8, List.of(), root));
    reason(Reason.ROOT_MISMATCH, () -> Merkle.verifyInclusion(root, 3, 8, proof, root));
    Hash old = Hash.copyOf(naive.mth(0, 6));
    List<Hash> longer = naive.proof(6, 8);
    reason(Reason.OUT_OF_RANGE, () -> Merkle.verifyConsistency(8, 6, longer, old, root));
    reason(Reason.ROOT_MISMATCH, () -> Merkle.verifyConsistency(6, 8, longer, leaf, root));
    reason(Reason.NEW_ROOT_MISMATCH, () -> Merkle.verifyConsistency(6, 8, longer, old, leaf));
    reason(Reason.OUT_OF_RANGE, () -> Merkle.inclusion(8, 8, naive.subtrees()));
    reason(Reason.OUT_OF_RANGE, () -> Merkle.consistency(9, 8, naive.subtrees()));
  }

  static TileSource kept(Map<Tile, byte[]> tiles) {
    return tile -> {
      for (int width = tile.width(); width <= Tile.FULL; width++) {
        byte[] bytes = tiles.get(new Tile(tile.level(), tile.index(), width));
        if (bytes != null) {
          return java.util.Arrays.copyOf(bytes, tile.bytes());
        }
      }
      throw new NoSuchElementException("no " + tile.path());
    };
  }

  private static List<List<Hash>> mutations(List<Hash> proof, Hash root) {
    List<List<Hash>> changed = new ArrayList<>();
    for (int i = 0; i < proof.size(); i++) {
      changed.add(with(proof, i, flip(proof.get(i))));
      changed.add(with(proof, i, Merkle.EMPTY));
      List<Hash> without = new ArrayList<>(proof);
      without.remove(i);
      changed.add(without);
    }
    for (int i = 1; i < proof.size(); i++) {
      changed.add(with(with(proof, i, proof.get(i - 1)), i - 1, proof.get(i)));
    }
    for (Hash extra : List.of(root, Merkle.EMPTY, flip(root))) {
      List<Hash> leading = new ArrayList<>(proof);
      leading.addFirst(extra);
      changed.add(leading);
      List<Hash> trailing = new ArrayList<>(proof);
      trailing.addLast(extra);
      changed.add(trailing);
    }
    return changed;
  }

  private boolean sameForm(int index, int size, long otherSize) {
    return otherSize > index && directions(index, size).equals(directions(index, otherSize));
  }

  /** On which side each hash of a path stands. */
  private static List<Boolean> directions(long index, long size) {
    if (size == 1) {
      return new ArrayList<>();
    }
    long k = Long.highestOneBit(size - 1);
    List<Boolean> directions = index < k ? directions(index, k) : directions(index - k, size - k);
    directions.add(index < k);
    return directions;
  }

  private static List<Hash> with(List<Hash> proof, int i, Hash hash) {
    List<Hash> changed = new ArrayList<>(proof);
    changed.set(i, hash);
    return changed;
  }

  private static Hash flip(Hash hash) {
    byte[] bytes = hash.bytes();
    bytes[17] ^= 4;
    return Hash.copyOf(bytes);
  }

  private static void inclusionRefused(
      Hash leaf, long index, long size, List<Hash> proof, Hash root) {
    try {
      Merkle.verifyInclusion(leaf, index, size, proof, root);
    } catch (ProofFailed refused) {
      return;
    }
    fail("accepted for index %d of %d", index, size);
  }

  private static void consistencyRefused(
      long from, long to, List<Hash> proof, Hash old, Hash root) {
    try {
      Merkle.verifyConsistency(from, to, proof, old, root);
    } catch (ProofFailed refused) {
      return;
    }
    fail("accepted from %d to %d", from, to);
  }

  private static void reason(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProofFailed.class, failed -> assertThat(failed.reason()).isEqualTo(reason));
  }
}
