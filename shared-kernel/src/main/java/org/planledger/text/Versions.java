package org.planledger.text;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.planledger.page.Pages;
import org.planledger.page.Reader;
import org.planledger.page.Writer;

/**
 * The versions of texts, packed. A version is whole, or it is told by what it has other than a
 * whole version before it: which stretches of that are replaced, by which words of which identity.
 * The text of any version is copied from its stretches, and no version takes more than one step to
 * tell.
 *
 * <p>A version is written whole when telling the difference would take more than an eighth of what
 * the whole takes: close to the least memory, and few stretches to copy.
 *
 * <p>Cost: writing and reading a version O(its words); copying its text O(its bytes).
 */
public final class Versions {
  private static final int WORTH_A_WHOLE = 8;

  /** As many versions as a working set of readers asks for again and again. */
  private static final int READ_BITS = 6;

  private final Pages pages;
  private final AtomicReferenceArray<@Nullable Read> read =
      new AtomicReferenceArray<>(1 << READ_BITS);

  @SuppressWarnings("unused") // written, so that touching is not optimised away
  private int touched;

  private final Writer whole = new Writer();
  private final Writer change = new Writer();
  private final Writer script = new Writer();
  private final Writer brought = new Writer();
  private final Writer words = new Writer();

  /** Keeps versions in these pages. */
  public Versions(Pages pages) {
    this.pages = pages;
  }

  /**
   * Keeps a version packed. Versions may be kept by several threads.
   *
   * @param base the version it was made from; it is told by that if that is kept here
   * @return the same version, which reads its words when they are asked for
   */
  public Passage keep(Passage base, Passage version) {
    return version.size() == 0 ? Passage.EMPTY : get(add(base.addressIn(this), version));
  }

  /**
   * Where a version is kept; {@link Pages#NONE} for the text without words.
   *
   * @throws IllegalArgumentException if it is not kept here
   */
  public int address(Passage version) {
    int address = version.addressIn(this);
    if (address == Pages.NONE && version.size() > 0) {
      throw new IllegalArgumentException("This version is not kept here: " + version);
    }
    return address;
  }

  /**
   * Has versions brought near the processor, before they are read one by one.
   *
   * @param addresses some may be {@link Pages#NONE}
   * @param words whether more than their texts is wanted
   */
  public void touch(int[] addresses, boolean words) {
    int sum = 0;
    for (int address : addresses) {
      sum += pages.touch(address);
    }
    int[] roots = new int[addresses.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = addresses[i] == Pages.NONE ? Pages.NONE : root(addresses[i]);
    }
    for (int root : roots) {
      sum += pages.touch(root);
    }
    for (int root : roots) {
      if (root != Pages.NONE) {
        Reader reader = pages.at(root);
        int length = (int) (reader.number() >>> 1);
        // Behind the text lie its words and their identities, in fewer bytes.
        sum += Pages.touch(reader, words ? 2 * length : length);
      }
    }
    touched = sum;
  }

  /** The version that is kept at an address. */
  public Passage at(int address) {
    return address == Pages.NONE ? Passage.EMPTY : get(address);
  }

  /**
   * Adds a version.
   *
   * @param base address of the version it was made from, or {@link Pages#NONE}
   * @return its address
   */
  synchronized int add(int base, Passage passage) {
    byte[] utf8 = passage.text().getBytes(StandardCharsets.UTF_8);
    writeWhole(passage, utf8);
    if (base != Pages.NONE) {
      int root = root(base);
      if (writeChange(root, get(root), passage, utf8.length)
          && change.length() * WORTH_A_WHOLE <= whole.length()) {
        return pages.add(change);
      }
    }
    return pages.add(whole);
  }

  /** The whole version that a version is told by: itself, or the one before. */
  private int root(int address) {
    Reader reader = pages.at(address);
    return (reader.number() & 1) == 0 ? address : reader.address();
  }

  private void writeWhole(Passage passage, byte[] utf8) {
    whole.clear().number((long) utf8.length << 1).bytes(utf8, 0, utf8.length);
    writeWords(whole, passage, 0, passage.size());
  }

  /**
   * Number of words, length of each, and their identities: of each run its length and the first.
   */
  private static void writeWords(Writer to, Passage passage, int from, int end) {
    to.number(end - (long) from);
    for (int i = from; i < end; i++) {
      to.length(utf8Length(passage.word(i)));
    }
    int i = from;
    while (i < end) {
      int start = i++;
      while (i < end && follows(passage.id(i), passage.id(i - 1))) {
        i++;
      }
      to.length(i - start).eight(passage.id(start));
    }
  }

  private static boolean follows(long id, long before) {
    return id == before + 1 && WordId.sameOrigin(id, before);
  }

  /**
   * Tells a version by what it has other than the root.
   *
   * @return whether that is possible: it shares the root's words in their order
   */
  private boolean writeChange(int rootAddress, Passage root, Passage passage, int bytes) {
    long since = latest(root);
    script.clear();
    brought.clear();
    words.clear();
    int stretches = 0;
    int kept = 0;
    int keptBytes = 0;
    int i = 0;
    int j = 0;
    while (i < root.size() || j < passage.size()) {
      if (i < root.size() && j < passage.size() && root.id(i) == passage.id(j)) {
        keptBytes += utf8Length(root.word(i));
        kept++;
        i++;
        j++;
        continue;
      }
      int first = j;
      while (j < passage.size() && WordId.revision(passage.id(j)) > since) {
        j++;
      }
      int removed = i;
      int removedBytes = 0;
      while (i < root.size() && (j == passage.size() || root.id(i) != passage.id(j))) {
        removedBytes += utf8Length(root.word(i));
        i++;
      }
      if (j < passage.size() && i == root.size()) {
        return false;
      }
      stretches++;
      script.number(keptBytes).number(removedBytes);
      words.number(kept).number(i - (long) removed);
      writeBrought(passage, first, j);
      kept = 0;
      keptBytes = 0;
    }
    change
        .clear()
        .number((long) bytes << 1 | 1)
        .address(rootAddress)
        .number(stretches)
        .number(script.length())
        .all(script)
        .all(brought)
        .number(passage.size())
        .all(words);
    return true;
  }

  private void writeBrought(Passage passage, int from, int end) {
    int length = 0;
    for (int k = from; k < end; k++) {
      length += utf8Length(passage.word(k));
    }
    script.number(length);
    for (int k = from; k < end; k++) {
      byte[] word = passage.word(k).getBytes(StandardCharsets.UTF_8);
      brought.bytes(word, 0, word.length);
    }
    writeWords(words, passage, from, end);
  }

  /** The latest revision that brought a word. */
  private static long latest(Passage passage) {
    long latest = 0;
    for (int i = 0; i < passage.size(); i++) {
      latest = Math.max(latest, WordId.revision(passage.id(i)));
    }
    return latest;
  }

  /** UTF-8 bytes of the text of a version. */
  int length(int address) {
    return (int) (pages.at(address).number() >>> 1);
  }

  /**
   * Copies the text of a version in UTF-8.
   *
   * @return where it ends
   */
  int copy(int address, byte[] to, int at) {
    Reader version = pages.at(address);
    long head = version.number();
    int length = (int) (head >>> 1);
    if ((head & 1) == 0) {
      version.copy(length, to, at);
      return at + length;
    }
    Reader root = pages.at(version.address());
    root.number();
    int end = at + length;
    int next = at;
    int stretches = version.count();
    Reader brought = brought(version);
    for (int k = 0; k < stretches; k++) {
      int keptBytes = version.count();
      root.copy(keptBytes, to, next);
      root.skip(version.count());
      next += keptBytes;
      int broughtBytes = version.count();
      brought.copy(broughtBytes, to, next);
      next += broughtBytes;
    }
    root.copy(end - next, to, next);
    return end;
  }

  /** The bytes that a version brings: they follow its script, which a reader is about to read. */
  private static Reader brought(Reader version) {
    int length = version.count();
    Reader brought = version.copy();
    brought.skip(length);
    return brought;
  }

  /** The text of a version. */
  String text(int address) {
    return new String(utf8(address), StandardCharsets.UTF_8);
  }

  private byte[] utf8(int address) {
    byte[] utf8 = new byte[length(address)];
    copy(address, utf8, 0);
    return utf8;
  }

  /** A version as it was added. Its words are read when they are asked for. */
  Passage get(int address) {
    return Passage.stored(this, address);
  }

  /** The words and identities of a version. */
  Passage.Content content(int address) {
    int place = (address * 0x9E3779B1) >>> (Integer.SIZE - READ_BITS);
    Read known = read.get(place);
    if (known == null || known.address() != address) {
      known = new Read(address, new Script(pages, address).unpacked(this, utf8(address)));
      read.set(place, known);
    }
    return known.content();
  }

  /**
   * Two versions from the first word to the last that they have otherwise, if they are told by the
   * same whole one; else all their words.
   */
  Passage.Both differing(int from, int to) {
    Script a = new Script(pages, from);
    Script b = new Script(pages, to);
    return a.hasRootOf(b)
        ? Script.differing(this, a, utf8(from), b, utf8(to))
        : new Passage.Both(content(from), content(to));
  }

  /** A version that was unpacked. */
  private record Read(int address, Passage.Content content) {}

  private static int utf8Length(String word) {
    int length = 0;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c < 0x80) {
        length++;
      } else if (c < 0x800 || Character.isSurrogate(c)) {
        length += 2;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
