package org.planledger.paper.word;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How Word is to set a language.
 *
 * @param tag BCP 47
 */
record Language(String tag, boolean rightToLeft, boolean eastAsian) {
  private static final Set<String> RIGHT_TO_LEFT =
      Set.of("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ku", "ps", "sd", "syr", "ug", "ur", "yi");
  private static final Set<String> RIGHT_TO_LEFT_SCRIPTS =
      Set.of("Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa");
  private static final Set<String> EAST_ASIAN = Set.of("ja", "ko", "yue", "zh");

  static Language of(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    boolean rightToLeft =
        locale.getScript().isEmpty()
            ? RIGHT_TO_LEFT.contains(locale.getLanguage())
            : RIGHT_TO_LEFT_SCRIPTS.contains(locale.getScript());
    return new Language(tag, rightToLeft, EAST_ASIAN.contains(locale.getLanguage()));
  }

  /** The properties of a run. */
  void properties(Markup out, @Nullable String style) {
    out.start("w:rPr");
    if (style != null) {
      out.empty("w:rStyle", "w:val", style);
    }
    if (eastAsian) {
      out.empty("w:rFonts", "w:hint", "eastAsia");
      out.empty("w:lang", "w:eastAsia", known());
    } else if (rightToLeft) {
      out.empty("w:rtl");
      out.empty("w:lang", "w:bidi", tag);
    } else {
      out.empty("w:lang", "w:val", tag);
    }
    out.end();
  }

  /** Word wants to be told the region of Chinese. */
  private String known() {
    return switch (tag) {
      case "zh", "zh-Hans" -> "zh-CN";
      case "zh-Hant" -> "zh-TW";
      case "ja" -> "ja-JP";
      case "ko" -> "ko-KR";
      default -> tag;
    };
  }
}
