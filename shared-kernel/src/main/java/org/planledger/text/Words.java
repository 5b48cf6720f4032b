package org.planledger.text;

import java.util.List;

/** What sequences of words have in common, whatever brought them. */
public final class Words {
  private Words() {}

  static String joined(List<String> words) {
    return String.join("", words);
  }

  /** Whether a word is white space or punctuation, judged by its first character. */
  public static boolean isSeparator(String word) {
    return isSeparator(word.codePointAt(0));
  }

  /** Whether a word that begins so is white space or punctuation. */
  static boolean isSeparator(int first) {
    return switch (Character.getType(first)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.CONTROL,
          Character.CONNECTOR_PUNCTUATION,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  /** The words from the first to the last that is no separator; empty if all are separators. */
  public static List<String> withoutOuterSeparators(List<String> words) {
    int from = 0;
    int to = words.size();
    while (from < to && isSeparator(words.get(from))) {
      from++;
    }
    while (from < to && isSeparator(words.get(to - 1))) {
      to--;
    }
    return words.subList(from, to);
  }

  /**
   * The surroundings of a gap: back to the nearest word that is no separator and on to the next
   * such word, both included, or to the ends of the text.
   */
  static List<String> around(List<String> words, int gap) {
    int from = gap;
    while (from > 0 && (from == gap || isSeparator(words.get(from)))) {
      from--;
    }
    int to = gap;
    while (to < words.size() && (to == gap || isSeparator(words.get(to - 1)))) {
      to++;
    }
    return words.subList(from, to);
  }
}
