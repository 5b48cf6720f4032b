package org.planledger.paper.word;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Direction;

/**
 * How Word is to set a language.
 *
 * @param tag BCP 47
 */
record Language(String tag, boolean rightToLeft, boolean eastAsian) {
  private static final Set<String> EAST_ASIAN = Set.of("ja", "ko", "yue", "zh");

  static Language of(String tag) {
    return new Language(
        tag,
        Direction.isRightToLeft(tag),
        EAST_ASIAN.contains(Locale.forLanguageTag(tag).getLanguage()));
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
