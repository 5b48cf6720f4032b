package org.planledger.text;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  /** The text without words. */
  public static final Passage EMPTY = new Passage(new String[0], new long[0]);

  private final String[] words;
  private final long[] ids;

  private Passage(String[] words, long[] ids) {
    this.words = words;
    this.ids = ids;
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
    return words.length;
  }

  /** The word at an index. */
  public String word(int i) {
    return words[i];
  }

  /** The identity of the word at an index, a {@link WordId}. */
  public long id(int i) {
    return ids[i];
  }

  /** All words in order, unmodifiable. */
  @JsonProperty
  public List<String> words() {
    return Collections.unmodifiableList(Arrays.asList(words));
  }

  /** The text: the words joined. */
  public String text() {
    return String.join("", words);
  }

  /** The identities in text order; not to be written to. */
  long[] ids() {
    return ids;
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
    String[] newWords = new String[words.length + growth];
    long[] newIds = new long[newWords.length];
    int kept = 0;
    int size = 0;
    int ordinal = 0;
    for (Edit edit : edits) {
      size = keep(kept, edit.at(), newWords, newIds, size);
      for (String word : edit.brings()) {
        newWords[size] = word;
        newIds[size++] = WordId.of(revision, item, ordinal++);
      }
      kept = edit.end();
    }
    keep(kept, words.length, newWords, newIds, size);
    if (ordinal > 0) {
      requireNoneFrom(WordId.of(revision, item, 0));
    }
    return new Passage(newWords, newIds);
  }

  private int keep(int from, int to, String[] newWords, long[] newIds, int size) {
    System.arraycopy(words, from, newWords, size, to - from);
    System.arraycopy(ids, from, newIds, size, to - from);
    return size + to - from;
  }

  private void requireNoneFrom(long origin) {
    for (long id : ids) {
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
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ids) + Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    return "Passage[" + text() + "]";
  }
}
