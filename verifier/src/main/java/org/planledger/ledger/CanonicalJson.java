package org.planledger.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in the one form that is hashed: RFC 8785, for the JSON that the log allows.
 *
 * <p>Reading refuses whatever two readers could understand differently (RFC 7493): repeated names,
 * lone surrogates, a byte order mark, leading zeros, fractions, exponents, {@code -0}, integers
 * beyond 2^53-1, more than {@value #MAX_DEPTH} levels, text after the value. Values are {@link Map}
 * (names in canonical order), {@link List}, {@link String}, {@link Long}, {@link Boolean} and null.
 */
public final class CanonicalJson {
  /** How deep arrays and objects may be nested. */
  public static final int MAX_DEPTH = 64;

  /** The largest integer that every reader of JSON holds exactly: 2^53-1. */
  public static final long MAX_INTEGER = (1L << 53) - 1;

  private final String text;
  private int at;

  private CanonicalJson(String text) {
    this.text = text;
  }

  /**
   * The canonical bytes of a JSON text.
   *
   * @throws Malformed with the offset and what is wrong there
   */
  public static byte[] of(byte[] json) {
    return write(parse(json));
  }

  /** See {@link #of(byte[])}. */
  public static byte[] of(String json) {
    return write(parse(json));
  }

  /**
   * Reads one value.
   *
   * @throws Malformed with the offset and what is wrong there
   */
  public static @Nullable Object parse(byte[] json) {
    return parse(Utf8.decode(json));
  }

  /** See {@link #parse(byte[])}. */
  public static @Nullable Object parse(String json) {
    return new CanonicalJson(json).document();
  }

  /**
   * The canonical bytes of a value.
   *
   * @param value of maps with string names, lists, strings, integers, booleans and null
   * @throws Malformed for what could not be read back
   */
  public static byte[] write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(value, 0, out);
    return Utf8.encode(out.toString());
  }

  private @Nullable Object document() {
    if (text.startsWith("\ufeff")) {
      throw wrong("a byte order mark");
    }
    Object value = value(0);
    skipSpace();
    if (at < text.length()) {
      throw wrong("text after the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    enter(depth);
    // Strings compare by UTF-16 code units, which is the order of RFC 8785 §3.2.3.
    Map<String, @Nullable Object> members = new TreeMap<>();
    if (ends('}')) {
      return members;
    }
    do {
      skipSpace();
      int start = at;
      if (peek() != '"') {
        throw wrong("a name in quotes is missing");
      }
      String name = string();
      if (members.containsKey(name)) {
        at = start;
        throw wrong("the name \"" + name + "\" is repeated");
      }
      skipSpace();
      if (peek() != ':') {
        throw wrong("a colon is missing");
      }
      at++;
      members.put(name, value(depth));
    } while (goesOn('}'));
    return members;
  }

  private List<@Nullable Object> array(int depth) {
    enter(depth);
    List<@Nullable Object> items = new ArrayList<>();
    if (ends(']')) {
      return items;
    }
    do {
      items.add(value(depth));
    } while (goesOn(']'));
    return items;
  }

  private void enter(int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong("nested deeper than " + MAX_DEPTH);
    }
    at++;
  }

  private boolean ends(char bracket) {
    skipSpace();
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  private boolean goesOn(char bracket) {
    if (ends(bracket)) {
      return false;
    }
    if (peek() != ',') {
      throw wrong("a comma or " + bracket + " is missing");
    }
    at++;
    return true;
  }

  private @Nullable Object literal(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("not a JSON value");
    }
    at += word.length();
    return value;
  }

  private Long number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int length = at - digits;
    char next = peek();
    if (length == 0) {
      at = start;
      throw wrong(start == text.length() ? "the text ends early" : "not a JSON value");
    }
    if (next == '.' || next == 'e' || next == 'E') {
      throw wrong("only integers are allowed as numbers");
    }
    boolean zero = text.charAt(digits) == '0';
    if (zero && (length > 1 || digits > start)) {
      at = start;
      throw wrong("a number is written without leading zeros, and zero without a sign");
    }
    long value = length > 16 ? Long.MAX_VALUE : Long.parseLong(text.substring(digits, at));
    if (value > MAX_INTEGER) {
      at = start;
      throw wrong("an integer beyond 2^53-1; write it as a string");
    }
    return digits > start ? -value : value;
  }

  private String string() {
    at++;
    StringBuilder out = null;
    int from = at;
    while (true) {
      if (at >= text.length()) {
        throw wrong("the text ends within a string");
      }
      char c = text.charAt(at);
      if (c == '"') {
        String tail = text.substring(from, at++);
        return out == null ? tail : out.append(tail).toString();
      }
      if (c < ' ') {
        throw wrong("a control character within a string");
      }
      if (c == '\\') {
        out = (out == null ? new StringBuilder() : out).append(text, from, at);
        escape(out);
        from = at;
      } else if (Character.isSurrogate(c)) {
        if (at + 1 >= text.length() || !Character.isSurrogatePair(c, text.charAt(at + 1))) {
          throw wrong("a lone surrogate");
        }
        at += 2;
      } else {
        at++;
      }
    }
  }

  private void escape(StringBuilder out) {
    int start = at++;
    char c = peek();
    at++;
    switch (c) {
      case '"', '\\', '/' -> out.append(c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        char high = codeUnit(start);
        if (!Character.isSurrogate(high)) {
          out.append(high);
          return;
        }
        if (!text.startsWith("\\u", at)) {
          at = start;
          throw wrong("a lone surrogate");
        }
        at += 2;
        char low = codeUnit(start);
        if (!Character.isSurrogatePair(high, low)) {
          at = start;
          throw wrong("a lone surrogate");
        }
        out.append(high).append(low);
      }
      default -> {
        at = start;
        throw wrong("not an escape of JSON");
      }
    }
  }

  private char codeUnit(int start) {
    int unit = 0;
    for (int end = at + 4; at < end; at++) {
      char c = peek();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        at = start;
        throw wrong("\\u wants four hexadecimal digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next code unit; NUL, which is no JSON anywhere, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private Malformed wrong(String what) {
    int end = Math.min(at, text.length());
    return new Malformed(
        "not JSON as the ledger wants it: " + what,
        text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
  }

  private static void append(@Nullable Object value, int depth, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String string -> quote(string, out);
      case Boolean bool -> out.append(bool);
      case Long number -> append(number, out);
      case Integer number -> out.append(number);
      case List<?> items -> {
        nest(depth);
        String before = "[";
        for (Object item : items) {
          out.append(before);
          append(item, depth + 1, out);
          before = ",";
        }
        out.append(items.isEmpty() ? "[]" : "]");
      }
      case Map<?, ?> members -> {
        nest(depth);
        Map<String, Object> sorted = new TreeMap<>();
        members.forEach((name, member) -> sorted.put((String) name, member));
        String before = "{";
        for (Map.Entry<String, Object> member : sorted.entrySet()) {
          out.append(before);
          quote(member.getKey(), out);
          out.append(':');
          append(member.getValue(), depth + 1, out);
          before = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
      }
      default -> throw new Malformed("no JSON of the ledger: " + value.getClass());
    }
  }

  private static void nest(int depth) {
    if (depth >= MAX_DEPTH) {
      throw new Malformed("nested deeper than " + MAX_DEPTH);
    }
  }

  private static void append(long number, StringBuilder out) {
    if (Math.abs(number) > MAX_INTEGER) {
      throw new Malformed("an integer beyond 2^53-1; write it as a string: " + number);
    }
    out.append(number);
  }

  private static void quote(String string, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
