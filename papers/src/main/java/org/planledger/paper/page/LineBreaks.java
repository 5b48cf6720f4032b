package org.planledger.paper.page;

import com.openhtmltopdf.bidi.support.ICUBreakers;
import com.openhtmltopdf.extend.FSTextBreaker;
import java.util.Locale;

/**
 * Where a line may end: where Unicode says, and in a word of several lines also from place to
 * place. All up to the next of them is measured for each line, which for a text without a space
 * would be most of the text each time.
 */
final class LineBreaks implements FSTextBreaker {
  /** More than stands in a line. */
  private static final int LONGEST = 200;

  private final FSTextBreaker words = new ICUBreakers.ICULineBreaker(Locale.ROOT);
  private String text = "";
  private int at;
  private int end;

  @Override
  public void setText(String newText) {
    words.setText(newText);
    text = newText;
    at = 0;
    end = 0;
  }

  @Override
  public int next() {
    if (at == end) {
      end = words.next();
    }
    at = end - at <= LONGEST ? end : whole(at + LONGEST);
    return at;
  }

  /** Not between what makes one character. */
  private int whole(int place) {
    int next = place;
    while (next < end && (Character.isLowSurrogate(text.charAt(next)) || isMark(next))) {
      next++;
    }
    return next;
  }

  private boolean isMark(int place) {
    int type = Character.getType(text.codePointAt(place));
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
