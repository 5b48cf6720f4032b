package org.planledger.text;

import java.util.Arrays;
import org.planledger.page.Pages;
import org.planledger.page.Reader;

/**
 * How a version is told: which stretches of a whole version, its root, are replaced by which words
 * of which identity. A whole version is its own root, and nothing of it is replaced.
 *
 * <p>Of two versions with the same root the words before the first stretch that one has otherwise,
 * and those behind the last, are the same, whatever the length of the text.
 */
final class Script {
  private static final Stretch[] NOTHING = {};

  private final int root;
  private final int rootWords;

  /** Stands before the lengths of the words of the root, which their identities follow. */
  private final Reader lengths;

  private final byte[] page;
  private final Stretch[] stretches;

  /**
   * A stretch of the root that is replaced.
   *
   * @param from its first word
   * @param to the word after it
   * @param fromByte where its first word begins
   * @param toByte where the word after it begins
   * @param words number of words in its place
   * @param bytes their length
   * @param at where the number, lengths and identities of these are in the page of the version
   * @param end where they end
   */
  private record Stretch(
      int from, int to, int fromByte, int toByte, int words, int bytes, int at, int end) {
    int growth() {
      return words - (to - from);
    }

    int growthInBytes() {
      return bytes - (toByte - fromByte);
    }
  }

  /** Words of the root from one to another, and where they begin in bytes. */
  private record Part(int from, int fromByte, int to) {
    static final Part NONE = new Part(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

    /** From where the first begins to where the last ends. */
    Part and(Part other) {
      return new Part(
          Math.min(from, other.from), Math.min(fromByte, other.fromByte), Math.max(to, other.to));
    }
  }

  /** Of the version at an address. */
  Script(Pages pages, int address) {
    Reader version = pages.at(address);
    long head = version.number();
    boolean whole = (head & 1) == 0;
    this.root = whole ? address : version.address();
    this.lengths = pages.at(root);
    lengths.skip((int) (lengths.number() >>> 1));
    this.rootWords = lengths.count();
    this.page = version.page();
    this.stretches = whole ? NOTHING : stretches(version);
  }

  private static Stretch[] stretches(Reader version) {
    Stretch[] stretches = new Stretch[version.count()];
    version.number();
    Reader words = version.copy();
    int brought = 0;
    for (int k = 0; k < stretches.length; k++) {
      words.number();
      words.number();
      brought += words.count();
    }
    words.skip(brought);
    words.number();
    int to = 0;
    int toByte = 0;
    for (int k = 0; k < stretches.length; k++) {
      int fromByte = toByte + version.count();
      toByte = fromByte + version.count();
      int from = to + words.count();
      to = from + words.count();
      int at = words.at();
      int count = words.count();
      words.skipLengths(count);
      new Runs(words).skip(count);
      stretches[k] =
          new Stretch(from, to, fromByte, toByte, count, version.count(), at, words.at());
    }
    return stretches;
  }

  boolean hasRootOf(Script other) {
    return root == other.root;
  }

  /**
   * The words of the version.
   *
   * @param utf8 its text
   */
  Passage.Content unpacked(Versions versions, byte[] utf8) {
    return unpacked(versions, utf8, 0, stretches.length, new Part(0, 0, rootWords));
  }

  /** The words of two versions with the same root from the first that differs to the last. */
  static Passage.Both differing(Versions versions, Script a, byte[] ofA, Script b, byte[] ofB) {
    int first = 0;
    int endA = a.stretches.length;
    int endB = b.stretches.length;
    while (first < Math.min(endA, endB) && a.has(first, b, first)) {
      first++;
    }
    while (Math.min(endA, endB) > first && a.has(endA - 1, b, endB - 1)) {
      endA--;
      endB--;
    }
    Part part =
        first == endA && first == endB
            ? new Part(0, 0, 0)
            : a.part(first, endA).and(b.part(first, endB));
    return new Passage.Both(
        a.unpacked(versions, ofA, first, endA, part), b.unpacked(versions, ofB, first, endB, part));
  }

  /** Whether the other script has a stretch as it is here. */
  private boolean has(int k, Script other, int l) {
    Stretch mine = stretches[k];
    Stretch its = other.stretches[l];
    return mine.from == its.from
        && mine.to == its.to
        && Arrays.equals(page, mine.at, mine.end, other.page, its.at, its.end);
  }

  /** What some stretches replace, and what is between them. */
  private Part part(int first, int end) {
    return first == end
        ? Part.NONE
        : new Part(stretches[first].from, stretches[first].fromByte, stretches[end - 1].to);
  }

  private Passage.Content unpacked(Versions versions, byte[] utf8, int first, int end, Part part) {
    int size = part.to - part.from;
    for (int k = first; k < end; k++) {
      size += stretches[k].growth();
    }
    int[] bounds = new int[size + 1];
    long[] ids = new long[size];
    bounds[0] = part.fromByte;
    for (int k = 0; k < first; k++) {
      bounds[0] += stretches[k].growthInBytes();
    }
    // The root tells the lengths of all its words before their identities.
    Reader ofRoot = lengths.copy();
    ofRoot.skipLengths(part.from);
    int next = 0;
    int from = part.from;
    for (int k = first; k < end; k++) {
      Stretch stretch = stretches[k];
      int kept = stretch.from - from;
      ofRoot.ends(bounds[next], bounds, next + 1, kept);
      ofRoot.skipLengths(stretch.to - stretch.from);
      next += kept;
      Reader brought = new Reader(page, stretch.at);
      brought.number();
      brought.ends(bounds[next], bounds, next + 1, stretch.words);
      new Runs(brought).read(ids, next, stretch.words);
      next += stretch.words;
      from = stretch.to;
    }
    ofRoot.ends(bounds[next], bounds, next + 1, part.to - from);
    ofRoot.skipLengths(rootWords - part.to);
    Runs runs = new Runs(ofRoot);
    runs.skip(part.from);
    next = 0;
    from = part.from;
    for (int k = first; k < end; k++) {
      Stretch stretch = stretches[k];
      int kept = stretch.from - from;
      runs.read(ids, next, kept);
      runs.skip(stretch.to - stretch.from);
      next += kept + stretch.words;
      from = stretch.to;
    }
    runs.read(ids, next, part.to - from);
    return new Passage.Content(versions, utf8, bounds, ids);
  }

  /** Identities that are read in runs. */
  private static final class Runs {
    private final Reader reader;
    private int left;
    private long next;

    Runs(Reader reader) {
      this.reader = reader;
    }

    /** Reads some into a place. */
    void read(long[] ids, int from, int count) {
      int i = from;
      while (i < from + count) {
        int end = i + some(from + count - i);
        while (i < end) {
          ids[i++] = next++;
        }
      }
    }

    void skip(int count) {
      int skipped = 0;
      while (skipped < count) {
        int some = some(count - skipped);
        next += some;
        skipped += some;
      }
    }

    /** How many of those wanted are of one run, which is left with fewer by as many. */
    private int some(int wanted) {
      if (left == 0) {
        left = reader.length();
        next = reader.eight();
      }
      int some = Math.min(left, wanted);
      left -= some;
      return some;
    }
  }
}
