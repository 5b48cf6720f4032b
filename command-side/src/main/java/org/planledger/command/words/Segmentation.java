package org.planledger.command.words;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into words and what stands between them, by the word boundaries of Unicode (UAX #29)
 * with the dictionaries of ICU for scripts that write no spaces. What it gives is recorded in the
 * event, so that a later version of the rules or dictionaries does not touch the past.
 */
public final class Segmentation {
  // Loading the rules takes long, a copy does not; an iterator is not safe for two threads.
  private static final BreakIterator RULES = BreakIterator.getWordInstance(ULocale.ROOT);

  private Segmentation() {}

  /** The words and separators of a text; joined they give it back exactly. */
  public static List<String> words(String text) {
    BreakIterator iterator = RULES.clone();
    iterator.setText(text);
    List<String> words = new ArrayList<>();
    int start = iterator.first();
    for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
      words.add(text.substring(start, end));
      start = end;
    }
    return words;
  }
}
