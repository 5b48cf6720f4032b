package org.planledger.page;

/**
 * A map from small numbers to addresses. One that is made from another shares with it all but the
 * paths to what changed. Immutable.
 *
 * @param levels of nodes, each with eight branches
 * @param top address of the uppermost node
 */
public record Trie(Pages pages, int levels, int top) {
  private static final int BITS = 3;
  private static final int BRANCHES = 1 << BITS;

  /** What is done with each address. */
  @FunctionalInterface
  public interface Consumer {
    /** Takes one. */
    void accept(int number, int address);
  }

  /** Without addresses. */
  public static Trie empty(Pages pages) {
    return new Trie(pages, 0, Pages.NONE);
  }

  /** Reads what {@link #write} wrote. */
  public static Trie read(Pages pages, Reader reader) {
    return new Trie(pages, reader.count(), reader.address());
  }

  /** Writes where its nodes are. */
  public void write(Writer to) {
    to.number(levels).address(top);
  }

  /** The address of a number, or {@link Pages#NONE}. */
  public int get(int number) {
    if (number >>> (BITS * levels) != 0) {
      return Pages.NONE;
    }
    int address = top;
    for (int level = levels - 1; level >= 0 && address != Pages.NONE; level--) {
      address = pages.addressAt(address, number >>> (BITS * level) & (BRANCHES - 1));
    }
    return address;
  }

  /** Hands out each address that is not {@link Pages#NONE}, by number. */
  public void each(Consumer consumer) {
    each(top, levels, 0, consumer);
  }

  private void each(int address, int level, int number, Consumer consumer) {
    if (address == Pages.NONE) {
      return;
    }
    if (level == 0) {
      consumer.accept(number, address);
      return;
    }
    for (int branch = 0; branch < BRANCHES; branch++) {
      each(pages.addressAt(address, branch), level - 1, number << BITS | branch, consumer);
    }
  }

  /** The addresses of the numbers below {@code count}. */
  public int[] first(int count) {
    int[] all = new int[count];
    fill(top, levels, 0, all);
    return all;
  }

  private void fill(int address, int level, int number, int[] all) {
    if (address == Pages.NONE || number << (BITS * level) >= all.length) {
      return;
    }
    if (level == 0) {
      all[number] = address;
      return;
    }
    for (int branch = 0; branch < BRANCHES; branch++) {
      fill(pages.addressAt(address, branch), level - 1, number << BITS | branch, all);
    }
  }

  /** What is done with a number that leads to different addresses in two maps. */
  @FunctionalInterface
  public interface Difference {
    /** Takes one; {@link Pages#NONE}: the map has none. */
    void accept(int number, int mine, int theirs);
  }

  /** Hands out each number that another map of these pages has elsewhere, in its order. */
  public void eachDifference(Trie other, Difference difference) {
    int height = Math.max(levels, other.levels);
    differ(top, levels, other.top, other.levels, height, 0, difference);
  }

  /** A lower map is as one whose first branches lead to it. */
  private void differ(
      int mine,
      int myLevels,
      int theirs,
      int theirLevels,
      int level,
      int number,
      Difference difference) {
    if (mine == theirs && myLevels == theirLevels) {
      return;
    }
    if (level == 0) {
      difference.accept(number, mine, theirs);
      return;
    }
    for (int branch = 0; branch < BRANCHES; branch++) {
      differ(
          branch(mine, myLevels, level, branch),
          Math.min(myLevels, level - 1),
          branch(theirs, theirLevels, level, branch),
          Math.min(theirLevels, level - 1),
          level - 1,
          number << BITS | branch,
          difference);
    }
  }

  private int branch(int address, int addressLevels, int level, int branch) {
    if (addressLevels < level) {
      return branch == 0 ? address : Pages.NONE;
    }
    return address == Pages.NONE ? Pages.NONE : pages.addressAt(address, branch);
  }

  /**
   * The map with other addresses for some numbers.
   *
   * @param numbers ascending
   * @param addresses of each; {@link Pages#NONE}: no longer there
   */
  public Trie with(int[] numbers, int[] addresses) {
    if (numbers.length == 0) {
      return this;
    }
    Writer writer = new Writer();
    int newLevels = Math.max(levels, 1);
    while (numbers[numbers.length - 1] >>> (BITS * newLevels) != 0) {
      newLevels++;
    }
    int newTop = top;
    for (int level = levels; level > 0 && level < newLevels && top != Pages.NONE; level++) {
      int[] node = new int[BRANCHES];
      node[0] = newTop;
      newTop = node(node, writer);
    }
    return new Trie(
        pages,
        newLevels,
        with(newTop, newLevels - 1, numbers, addresses, 0, numbers.length, writer));
  }

  private int with(
      int address, int level, int[] numbers, int[] addresses, int from, int end, Writer writer) {
    int[] node = new int[BRANCHES];
    if (address != Pages.NONE) {
      for (int branch = 0; branch < BRANCHES; branch++) {
        node[branch] = pages.addressAt(address, branch);
      }
    }
    int i = from;
    while (i < end) {
      int branch = numbers[i] >>> (BITS * level) & (BRANCHES - 1);
      int to = i + 1;
      while (to < end && (numbers[to] >>> (BITS * level) & (BRANCHES - 1)) == branch) {
        to++;
      }
      node[branch] =
          level == 0
              ? addresses[i]
              : with(node[branch], level - 1, numbers, addresses, i, to, writer);
      i = to;
    }
    return node(node, writer);
  }

  private int node(int[] branches, Writer writer) {
    writer.clear();
    for (int branch : branches) {
      writer.address(branch);
    }
    return pages.add(writer);
  }
}
