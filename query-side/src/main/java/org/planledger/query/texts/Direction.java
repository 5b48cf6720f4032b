package org.planledger.query.texts;

import com.ibm.icu.util.ULocale;

/** Which way a language is written. */
final class Direction {
  private Direction() {}

  /** {@code rtl} or {@code ltr}, as HTML has it. */
  static String of(String language) {
    return ULocale.forLanguageTag(language).isRightToLeft() ? "rtl" : "ltr";
  }
}
