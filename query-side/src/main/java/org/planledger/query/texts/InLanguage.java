package org.planledger.query.texts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts as they are asked for: all languages, or one. */
final class InLanguage {
  private InLanguage() {}

  /** All texts by language; with {@code lang} the one text, or null when there is none. */
  static @Nullable Object of(Map<String, String> texts, @Nullable String lang) {
    return lang == null ? texts : texts.get(lang);
  }
}
