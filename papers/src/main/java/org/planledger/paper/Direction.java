package org.planledger.paper;

import com.ibm.icu.util.ULocale;

/** Which way a language is written. */
public final class Direction {
  private Direction() {}

  /** Whether a language, given as its BCP 47 tag, is written from right to left. */
  public static boolean isRightToLeft(String language) {
    return ULocale.forLanguageTag(language).isRightToLeft();
  }

  /** {@code rtl} or {@code ltr}, as HTML has it. */
  public static String of(String language) {
    return isRightToLeft(language) ? "rtl" : "ltr";
  }
}
