package org.planledger.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document number: {@code NUMBER} or {@code NUMBER(Rev.N)}.
 *
 * @param number without its revision
 * @param revision 0 for the document as first issued
 */
public record DocumentNumber(String number, int revision) {
  private static final Pattern REVISED = Pattern.compile("(.+)\\(Rev\\.([1-9][0-9]{0,8})\\)");

  /** Reads a number as written. */
  public static DocumentNumber parse(String text) {
    Matcher revised = REVISED.matcher(text);
    return revised.matches()
        ? new DocumentNumber(revised.group(1), Integer.parseInt(revised.group(2)))
        : new DocumentNumber(text, 0);
  }

  /** As written. */
  @Override
  public String toString() {
    return revision == 0 ? number : "%s(Rev.%d)".formatted(number, revision);
  }
}
