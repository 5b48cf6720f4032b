package org.planledger.bench.texts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A plan of 300 elements that is edited a word or a few at a time, the same on every machine.
 *
 * <p>The edits are those of a generator with SplitMix64, seed 42: an element chosen with a skew, a
 * place, up to three words taken out and up to three brought. Every fourth element is Chinese. The
 * words come from a vocabulary of 4,096; a full stop follows every twelfth word that is drawn, and
 * stays with it, as in a text that people edit.
 */
final class Workload {
  static final int ELEMENTS = 300;
  private static final int VOCABULARY = 4096;
  private static final String[] SYLLABLES =
      "ba ce di fo gu la me ni po ru sa te vi xo zu ka".split(" ");

  private final Random random = new Random(42);
  private final int[][] texts = new int[ELEMENTS][];
  private int drawn;

  Workload() {
    for (int element = 0; element < ELEMENTS; element++) {
      int[] words = new int[20 + random.below(81)];
      for (int i = 0; i < words.length; i++) {
        words[i] = draw();
      }
      texts[element] = words;
    }
  }

  /** SplitMix64 (Guy L. Steele Jr., Doug Lea, Christine H. Flood, OOPSLA 2014). */
  static final class Random {
    private long state;

    Random(long seed) {
      this.state = seed;
    }

    long next() {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }

    int below(int n) {
      return (int) ((next() >>> 1) % n);
    }

    int skew(int n) {
      long first = below(n);
      return (int) (first * below(n) / n);
    }
  }

  /** One edit: words from a place are replaced by others. */
  record Edit(int element, int at, int removed, List<String> brought) {}

  /** The words of an element now. */
  List<String> words(int element) {
    return Arrays.stream(texts[element]).mapToObj(word -> word(element, word)).toList();
  }

  int size(int element) {
    return texts[element].length;
  }

  /** The next edit, which is done. */
  Edit next() {
    int element = random.skew(ELEMENTS);
    int[] before = texts[element];
    int at = random.below(before.length);
    int removed = random.below(4);
    int brought = random.below(4);
    removed = Math.min(removed, before.length - at);
    if (before.length - removed < 10) {
      removed = 0;
    }
    if (before.length - removed + brought > 120) {
      brought = removed;
    }
    if (removed == 0 && brought == 0) {
      removed = 1;
      brought = 1;
    }
    int[] after = new int[before.length - removed + brought];
    System.arraycopy(before, 0, after, 0, at);
    List<String> words = new ArrayList<>(brought);
    for (int i = 0; i < brought; i++) {
      after[at + i] = draw();
      words.add(word(element, after[at + i]));
    }
    System.arraycopy(before, at + removed, after, at + brought, before.length - at - removed);
    texts[element] = after;
    return new Edit(element, at, removed, words);
  }

  /** A word of the vocabulary; its sign says whether a full stop follows. */
  private int draw() {
    int word = random.skew(VOCABULARY);
    return ++drawn % 12 == 0 ? ~word : word;
  }

  /** Words as they are drawn here, by another generator; after one in twelve a full stop. */
  static List<String> drawn(Random random, int element, int count) {
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int word = random.skew(VOCABULARY);
      words.add(word(element, random.below(12) == 0 ? ~word : word));
    }
    return words;
  }

  static boolean chinese(int element) {
    return element % 4 == 3;
  }

  private static String word(int element, int drawn) {
    int word = drawn < 0 ? ~drawn : drawn;
    String text =
        chinese(element)
            ? ""
                + (char) (0x4E00 + 7919 * word % 3000)
                + (char) (0x4E00 + (104729 * word + 17) % 3000)
            : SYLLABLES[word & 15] + SYLLABLES[word >> 4 & 15] + SYLLABLES[word >> 8 & 15];
    return drawn < 0 ? text + (chinese(element) ? "。" : ".") : text;
  }
}
