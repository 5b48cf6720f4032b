package org.planledger.request;

import java.lang.reflect.RecordComponent;
import java.text.Normalizer;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.planledger.form.DocumentNumber;
import org.planledger.form.First;
import org.planledger.form.Id;
import org.planledger.form.Kind;
import org.planledger.form.LanguageTag;
import org.planledger.form.Name;
import org.planledger.form.Prose;

/** The forms a text may be asked to have. */
public enum TextForm {
  ID("an id: 1 to 120 ASCII letters, digits and - . _ ( ) /") {
    @Override
    boolean fits(String text) {
      return ID_CHARACTERS.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
  },

  PLACE_AFTER("the id of a sibling, or \"\" for the first place") {
    @Override
    boolean fits(String text) {
      return text.isEmpty() || ID.fits(text);
    }
  },

  DOCUMENT("a document number: NUMBER or NUMBER(Rev.N) in the characters of an id") {
    @Override
    boolean fits(String text) {
      return ID.fits(text)
          && !LIKE_A_REVISION
              .matcher(org.planledger.document.DocumentNumber.parse(text).number())
              .find();
    }
  },

  KIND("a kind: one lower-case word of at most 60 letters such as goal or structural-part") {
    @Override
    boolean fits(String text) {
      return KIND_CHARACTERS.matcher(text).matches();
    }
  },

  LANGUAGE("a language tag (BCP 47) such as en, zh or pt-BR") {
    @Override
    boolean fits(String text) {
      try {
        return !text.isEmpty()
            && text.length() <= LONGEST_LANGUAGE
            && !new Locale.Builder().setLanguageTag(text).build().toLanguageTag().isEmpty();
      } catch (IllformedLocaleException e) {
        return false;
      }
    }

    @Override
    String kept(String text) {
      return new Locale.Builder().setLanguageTag(text).build().toLanguageTag();
    }
  },

  NAME("the name or id of a person or delegation: one line of 1 to 200 characters") {
    @Override
    boolean fits(String text) {
      return isOneLine(text) && !text.isBlank() && length(text) <= LONGEST_NAME;
    }
  },

  LINE("one line of 1 to 1,000 characters") {
    @Override
    boolean fits(String text) {
      return isOneLine(text) && !text.isBlank() && length(text) <= LONGEST_LINE;
    }
  },

  PROSE("text of 1 to 100,000 characters") {
    @Override
    boolean fits(String text) {
      return !text.isBlank() && length(text) <= LONGEST_PROSE;
    }
  },

  /** The words of a provision: there may be none. */
  WORDS("text of at most 100,000 characters") {
    @Override
    boolean fits(String text) {
      return length(text) <= LONGEST_PROSE;
    }
  };

  /** What every protocol must allow (RFC 5646 4.4.1). */
  private static final int LONGEST_LANGUAGE = 35;

  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_SHOWN = 200;
  private static final int LONGEST_PROSE = 100_000;
  private static final Pattern ID_CHARACTERS = Pattern.compile("[A-Za-z0-9._()/-]{1,120}");
  private static final Pattern LIKE_A_REVISION =
      Pattern.compile("\\(rev[.0-9)]", Pattern.CASE_INSENSITIVE);
  private static final Pattern KIND_CHARACTERS = Pattern.compile("[a-z][a-z-]{0,58}[a-z]|[a-z]");

  private final String description;

  TextForm(String description) {
    this.description = description;
  }

  /** What a text of this form is, for people. */
  String description() {
    return description;
  }

  /** Whether a normalised text has this form. */
  abstract boolean fits(String text);

  /**
   * What is recorded of a text of this form. Tags of languages are the same in any letter case (RFC
   * 5646 2.1.1), so they are kept in the recommended one.
   */
  String kept(String text) {
    return text;
  }

  /** The form that a component of a command asks for, or asks for the entries it holds. */
  static TextForm of(RecordComponent component) {
    if (component.isAnnotationPresent(First.class)) {
      return PLACE_AFTER;
    }
    if (component.isAnnotationPresent(Id.class)) {
      return ID;
    }
    if (component.isAnnotationPresent(DocumentNumber.class)) {
      return DOCUMENT;
    }
    if (component.isAnnotationPresent(Kind.class)) {
      return KIND;
    }
    if (component.isAnnotationPresent(LanguageTag.class)) {
      return LANGUAGE;
    }
    if (component.isAnnotationPresent(Name.class)) {
      return NAME;
    }
    if (component.isAnnotationPresent(Prose.class)) {
      return java.util.Map.class.isAssignableFrom(component.getType()) ? WORDS : PROSE;
    }
    return LINE;
  }

  /** The text as it is recorded: line ends LF, NFC (Unicode Standard Annex 15). */
  static String normalised(String text) {
    return Normalizer.normalize(
        text.replace("\r\n", "\n").replace('\r', '\n'), Normalizer.Form.NFC);
  }

  /** Why the characters of a text cannot be recorded. */
  static Optional<String> unrecordable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      String what = unrecordable(point);
      if (!what.isEmpty()) {
        return Optional.of(
            "holds %s (U+%04X) as character %d; take it out"
                .formatted(what, point, text.codePointCount(0, i) + 1));
      }
    }
    return Optional.empty();
  }

  private static String unrecordable(int point) {
    if (point == '\t' || point == '\n' || point == '\r') {
      return "";
    }
    if (Character.getType(point) == Character.CONTROL) {
      return "a control character";
    }
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      return "half a character, a lone surrogate";
    }
    boolean noncharacter = (point & 0xFFFE) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF);
    return noncharacter ? "a noncharacter" : "";
  }

  /** What somebody wrote, as it can stand in a sentence of ours, a log or a terminal. */
  public static String legible(String written) {
    String shown = written.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
    return length(shown) <= LONGEST_SHOWN
        ? shown
        : shown.substring(0, shown.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
  }

  private static boolean isOneLine(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\t') < 0;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
