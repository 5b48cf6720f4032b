package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;
import org.planledger.page.Pages;

/**
 * One version of a text in one language: its words in order, each with the identity of the event
 * that brought it.
 *
 * <p>A version is made from its base by edits; the words that stay keep their identity and order,
 * so the history of a text is the fold of its edits, and provenance is read off the identities. No
 * two words of a passage have the same identity.
 */
@JsonAutoDetect(
    fieldVisibility = Visibility.NONE,
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE)
public final class Passage {
  private static final byte[] NOTHING = {};
  private static final int[] NO_BOUNDS = {};

  /** The text without words. */
  public static final Passage EMPTY = new Passage(new String[0], new long[0]);

  private final @Nullable Versions versions;
  private final int address;

  /** Null: it is read from where it is kept. */
  private final @Nullable Content content;

  /**
   * Words and identities; not to be written to. Words that are kept packed become strings when they
   * are asked for one by one.
   */
  static final class Content {
    /** By the character that a word begins with. */
    private static final boolean[] SEPARATORS = new boolean[128];

    static {
      for (int c = 0; c < SEPARATORS.length; c++) {
        SEPARATORS[c] = Words.isSeparator(c);
      }
    }

    /** How many marks there are, a power of two. */
    static final int MARKS = 512;

    private static final VarHandle EIGHT =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final @Nullable Versions versions;

    /** Of packed words those that were asked for, if any was. */
    private @Nullable String @Nullable [] words;

    private final long[] ids;
    private final byte[] utf8;
    private final int[] bounds;

    Content(String[] words, long[] ids) {
      this.versions = null;
      this.words = words;
      this.ids = ids;
      this.utf8 = NOTHING;
      this.bounds = NO_BOUNDS;
    }

    /**
     * Words that follow each other in the bytes of a version, which may have more before and behind
     * them.
     *
     * @param versions where they are kept; null: nowhere
     * @param bounds where each begins, and where the last ends
     */
    Content(@Nullable Versions versions, byte[] utf8, int[] bounds, long[] ids) {
      this.versions = versions;
      this.ids = ids;
      this.utf8 = utf8;
      this.bounds = bounds;
    }

    private boolean isPacked() {
      return bounds.length > 0;
    }

    /** The same words, so that they follow each other in bytes. */
    Content packed() {
      if (isPacked()) {
        return this;
      }
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      int[] places = new int[ids.length + 1];
      for (int i = 0; i < ids.length; i++) {
        joined.writeBytes(word(i).getBytes(StandardCharsets.UTF_8));
        places[i + 1] = joined.size();
      }
      return new Content(null, joined.toByteArray(), places, ids);
    }

    /** All bytes of the version that packed words are of, not to be written to. */
    byte[] utf8() {
      return utf8;
    }

    int size() {
      return ids.length;
    }

    long id(int i) {
      return ids[i];
    }

    /** Where a packed word begins in the bytes, and the one before it ends. */
    int start(int i) {
      return bounds[i];
    }

    String word(int i) {
      @Nullable String[] known = words;
      if (known == null) {
        known = new String[ids.length];
        words = known;
      }
      String word = known[i];
      if (word == null) {
        word = new String(utf8, start(i), start(i + 1) - start(i), StandardCharsets.UTF_8);
        known[i] = word;
      }
      return word;
    }

    /** Not to be written to. */
    long[] ids() {
      return ids;
    }

    /** All words, of which each is made when it is asked for. */
    List<String> words() {
      return new AllWords(this);
    }

    /** Whether the words that have an identity here have it there too, if it is there at all. */
    boolean keptWith(Content other) {
      return versions != null && versions.equals(other.versions);
    }

    boolean sameWord(int i, Content other, int j) {
      return (isPacked() && other.isPacked())
          ? Arrays.equals(
              utf8, start(i), start(i + 1), other.utf8, other.start(j), other.start(j + 1))
          : word(i).equals(other.word(j));
    }

    /** The same for the same packed words. */
    int hash(int i) {
      int hash = 0;
      for (int k = start(i); k < start(i + 1); k++) {
        hash = 31 * hash + utf8[k];
      }
      return hash * 0x9E3779B1;
    }

    /**
     * The same for the same packed words, and seldom for others: of their length and first bytes.
     *
     * @return from 0, below {@link #MARKS}
     */
    int mark(int i) {
      int start = start(i);
      int length = start(i + 1) - start;
      long bytes = 0;
      if (start + Long.BYTES <= utf8.length) {
        bytes = (long) EIGHT.get(utf8, start);
        bytes = length < Long.BYTES ? bytes & ((1L << (length * Byte.SIZE)) - 1) : bytes;
      } else {
        for (int k = Math.min(length, Long.BYTES) - 1; k >= 0; k--) {
          bytes = bytes << Byte.SIZE | (utf8[start + k] & 0xff);
        }
      }
      return (int) (((bytes + length) * 0x9E3779B97F4A7C15L) >>> 55);
    }

    /** The first character of a packed word. */
    int first(int i) {
      return codePoint(start(i));
    }

    /** The last character of a packed word. */
    int last(int i) {
      int at = start(i + 1) - 1;
      while ((utf8[at] & 0xc0) == 0x80) {
        at--;
      }
      return codePoint(at);
    }

    /** See {@link Words#isSeparator}; of packed words. */
    boolean isSeparator(int i) {
      int first = first(i);
      return first < SEPARATORS.length ? SEPARATORS[first] : Words.isSeparator(first);
    }

    /** The character whose bytes begin at a place. */
    private int codePoint(int at) {
      int first = utf8[at];
      if (first >= 0) {
        return first;
      }
      int more = Integer.numberOfLeadingZeros(~(first << 24)) - 1;
      int point = first & (0x3f >> more);
      for (int i = 1; i <= more; i++) {
        point = (point << 6) | (utf8[at + i] & 0x3f);
      }
      return point;
    }

    /**
     * Copies words with their identities.
     *
     * @return where they end
     */
    int copy(int from, int count, String[] toWords, long[] toIds, int to) {
      for (int i = 0; i < count; i++) {
        toWords[to + i] = word(from + i);
      }
      System.arraycopy(ids, from, toIds, to, count);
      return to + count;
    }
  }

  private Passage(String[] words, long[] ids) {
    this.versions = null;
    this.address = 0;
    this.content = new Content(words, ids);
  }

  private Passage(Versions versions, int address) {
    this.versions = versions;
    this.address = address;
    this.content = null;
  }

  /** A version that is kept packed. */
  static Passage stored(Versions versions, int address) {
    return new Passage(versions, address);
  }

  /** Where it is kept, or {@link Pages#NONE} if not there. */
  int addressIn(Versions store) {
    return store.equals(versions) ? address : Pages.NONE;
  }

  /** Bytes of the text in UTF-8. */
  public int utf8Length() {
    return versions == null
        ? text().getBytes(StandardCharsets.UTF_8).length
        : versions.length(address);
  }

  /**
   * Copies the text in UTF-8.
   *
   * @return where it ends
   */
  public int copyUtf8(byte[] to, int at) {
    if (versions != null) {
      return versions.copy(address, to, at);
    }
    byte[] utf8 = text().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, to, at, utf8.length);
    return at + utf8.length;
  }

  /** All words, of which each is made when it is asked for. */
  private static final class AllWords extends AbstractList<String> implements RandomAccess {
    private final Content content;

    AllWords(Content content) {
      this.content = content;
    }

    @Override
    public String get(int i) {
      return content.word(i);
    }

    @Override
    public int size() {
      return content.size();
    }
  }

  /** Packed words of two versions, all of them or from the first to the last that differ. */
  record Both(Content from, Content to) {}

  /** Two versions, without words that both begin or end with where that costs nothing to tell. */
  static Both both(Passage from, Passage to) {
    return from.versions != null && from.versions.equals(to.versions)
        ? from.versions.differing(from.address, to.address)
        : new Both(from.content().packed(), to.content().packed());
  }

  Content content() {
    return content == null ? Objects.requireNonNull(versions).content(address) : content;
  }

  /**
   * Consecutive words of a passage that one item of one event brought side by side.
   *
   * @param revision revision of the plan at which they came
   * @param item item of that event
   * @param from ordinal of the first word
   * @param count number of words, at least 1
   */
  public record Run(long revision, int item, int from, int count) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a part does not fit into a {@link WordId}
     */
    public Run {
      if (count < 1) {
        throw new IllegalArgumentException("A run has at least one word, not " + count);
      }
      WordId.of(revision, item, from);
      WordId.of(revision, item, Math.addExact(from, count - 1));
    }
  }

  /**
   * A new text, all of whose words one item brought.
   *
   * @throws IllegalArgumentException if a word is empty or does not fit into a {@link WordId}
   */
  public static Passage brought(List<String> words, long revision, int item) {
    return words.isEmpty()
        ? EMPTY
        : EMPTY.apply(List.of(new Edit(0, List.of(), words, null)), revision, item);
  }

  /**
   * Puts a passage together again from its {@link #runs()} and {@link #words()}.
   *
   * @throws IllegalArgumentException if the runs do not count the words, two of them claim the same
   *     identity, or a word is empty
   */
  @JsonCreator
  public static Passage of(
      @JsonProperty("runs") List<Run> runs, @JsonProperty("words") List<String> words) {
    long counted = runs.stream().mapToLong(Run::count).sum();
    if (counted != words.size()) {
      throw new IllegalArgumentException(
          "The runs count %d words but there are %d".formatted(counted, words.size()));
    }
    int empty = words.indexOf("");
    if (empty >= 0) {
      throw new IllegalArgumentException("Word %d is empty".formatted(empty));
    }
    requireDistinct(runs);
    long[] ids = new long[words.size()];
    int next = 0;
    for (Run run : runs) {
      for (int i = 0; i < run.count(); i++) {
        ids[next++] = WordId.of(run.revision(), run.item(), run.from() + i);
      }
    }
    return new Passage(words.toArray(String[]::new), ids);
  }

  private static void requireDistinct(List<Run> runs) {
    List<Run> sorted =
        runs.stream()
            .sorted(
                Comparator.comparingLong(Run::revision)
                    .thenComparingInt(Run::item)
                    .thenComparingInt(Run::from))
            .toList();
    for (int i = 1; i < sorted.size(); i++) {
      Run one = sorted.get(i - 1);
      Run two = sorted.get(i);
      if (one.revision() == two.revision()
          && one.item() == two.item()
          && one.from() + one.count() > two.from()) {
        throw new IllegalArgumentException(one + " and " + two + " have words in common");
      }
    }
  }

  /** The number of words. */
  public int size() {
    return content().size();
  }

  /** The word at an index. */
  public String word(int i) {
    return content().word(i);
  }

  /** The identity of the word at an index, a {@link WordId}. */
  public long id(int i) {
    return content().ids[i];
  }

  /** All words in order, unmodifiable. */
  @JsonProperty
  public List<String> words() {
    return content().words();
  }

  /** The text: the words joined. */
  public String text() {
    return content == null
        ? Objects.requireNonNull(versions).text(address)
        : String.join("", content.words());
  }

  /** The identities in text order; not to be written to. */
  long[] ids() {
    return content().ids;
  }

  /**
   * The version that edits make of this one. The words they bring get the given revision and item,
   * and ordinals from 0 over all edits in order.
   *
   * @throws IllegalArgumentException naming the index, if the edits are out of order or do not
   *     remove what stands there; or if words of this revision and item are already in the text
   */
  public Passage apply(List<Edit> edits, long revision, int item) {
    Edits.requireFit(edits, words());
    int growth = 0;
    for (Edit edit : edits) {
      growth += edit.brings().size() - edit.removes().size();
    }
    Content before = content();
    String[] newWords = new String[before.size() + growth];
    long[] newIds = new long[newWords.length];
    int kept = 0;
    int size = 0;
    int ordinal = 0;
    for (Edit edit : edits) {
      size = before.copy(kept, edit.at() - kept, newWords, newIds, size);
      for (String word : edit.brings()) {
        newWords[size] = word;
        newIds[size++] = WordId.of(revision, item, ordinal++);
      }
      kept = edit.end();
    }
    before.copy(kept, before.size() - kept, newWords, newIds, size);
    if (ordinal > 0) {
      requireNoneFrom(WordId.of(revision, item, 0));
    }
    return new Passage(newWords, newIds);
  }

  private void requireNoneFrom(long origin) {
    for (long id : ids()) {
      if (WordId.sameOrigin(id, origin)) {
        throw new IllegalArgumentException(
            "Item %d of revision %d has already brought words to this text"
                .formatted(WordId.item(origin), WordId.revision(origin)));
      }
    }
  }

  /** The identities in text order, each run as long as it can be. */
  @JsonProperty
  public List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    long[] ids = ids();
    int start = 0;
    for (int i = 1; i <= ids.length; i++) {
      boolean ends =
          i == ids.length || ids[i] != ids[i - 1] + 1 || !WordId.sameOrigin(ids[i], ids[i - 1]);
      if (ends) {
        long first = ids[start];
        runs.add(
            new Run(WordId.revision(first), WordId.item(first), WordId.ordinal(first), i - start));
        start = i;
      }
    }
    return List.copyOf(runs);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Passage that
        && Arrays.equals(ids(), that.ids())
        && words().equals(that.words());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids()) + words().hashCode();
  }

  @Override
  public String toString() {
    return "Passage[" + text() + "]";
  }
}
