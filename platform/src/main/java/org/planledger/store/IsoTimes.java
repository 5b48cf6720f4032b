package org.planledger.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.datatype.jsr310.deser.LocalDateDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads days and instants as the store writes them, in a tenth of the time that the general parsers
 * of ISO 8601 take; any other form is left to these.
 */
final class IsoTimes {

  private static final int DAY = "2017-09-12".length();
  private static final int INSTANT = "2017-09-12T09:30:00.123Z".length();

  private IsoTimes() {}

  /**
   * The instant a text stands for.
   *
   * @throws DateTimeException if it is none
   */
  static Instant instant(String text) {
    if (text.length() == INSTANT
        && isDay(text)
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(19) == '.'
        && text.charAt(23) == 'Z') {
      int hour = number(text, 11, 13);
      int minute = number(text, 14, 16);
      int second = number(text, 17, 19);
      int milli = number(text, 20, 23);
      if (hour >= 0
          && hour < 24
          && minute >= 0
          && minute < 60
          && second >= 0
          && second < 60
          && milli >= 0) {
        return Instant.ofEpochSecond(
            day(text).toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second,
            milli * 1_000_000L);
      }
    }
    return Instant.parse(text);
  }

  private static boolean isDay(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && number(text, 0, 4) >= 0
        && number(text, 5, 7) >= 0
        && number(text, 8, 10) >= 0;
  }

  private static LocalDate day(String text) {
    return LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
  }

  /** The digits in a range of a text; -1: not all of it are digits. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Reads days in JSON. */
  static final class Days extends LocalDateDeserializer {

    private static final long serialVersionUID = 1L;

    @Override
    public LocalDate deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.hasToken(JsonToken.VALUE_STRING)) {
        String text = parser.getText();
        if (text.length() == DAY && isDay(text)) {
          try {
            return day(text);
          } catch (DateTimeException noSuchDay) {
            return super.deserialize(parser, context);
          }
        }
      }
      return super.deserialize(parser, context);
    }
  }
}
