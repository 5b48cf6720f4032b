package org.planledger.text;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Tiny inputs: letters stand for words. */
final class Letters {
  private static final Pattern WORD_OR_SEPARATOR = Pattern.compile("\\w+|\\W");

  private Letters() {}

  /** "a b c" as the words a, b and c, without separators; "" as none. */
  static List<String> words(String letters) {
    return letters.isEmpty() ? List.of() : List.of(letters.split(" "));
  }

  /** "The plan." as The, space, plan and full stop. */
  static List<String> cut(String sentence) {
    return WORD_OR_SEPARATOR.matcher(sentence).results().map(MatchResult::group).toList();
  }

  /** The letters, brought by item 0 of revision 0. */
  static Passage passage(String letters) {
    return Passage.brought(words(letters), 0, 0);
  }

  static Edit edit(int at, String removes, String brings) {
    return new Edit(at, words(removes), words(brings), null);
  }

  static Edit edit(int at, String removes, String brings, String amendment) {
    return new Edit(at, words(removes), words(brings), amendment);
  }
}
