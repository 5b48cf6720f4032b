package org.planledger.paper.word;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose change it is, and of when.
 *
 * @param author as the program that tracked it named them
 * @param at as the file has it, without a zone: Word writes the time of its own clock; absent: the
 *     file does not say
 */
public record Hand(String author, @Nullable LocalDateTime at) {
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);

  /** What programs write that have taken out who did it when. */
  private static final int NO_YEAR = 1970;

  private static final int SECONDS = "2017-09-12T00:00:00".length();

  /** The start of a day. */
  static Hand on(String author, LocalDate day) {
    return new Hand(author, day.atStartOfDay());
  }

  /** As a file has it. */
  static Hand read(@Nullable String author, @Nullable String date) {
    return new Hand(author == null ? "" : author.strip(), instant(date));
  }

  private static @Nullable LocalDateTime instant(@Nullable String date) {
    if (date == null || date.length() < SECONDS) {
      return null;
    }
    try {
      LocalDateTime at = LocalDateTime.parse(date.substring(0, SECONDS));
      return at.getYear() > NO_YEAR ? at : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The date as Word writes it; empty: it has none. */
  String written() {
    return at == null ? "" : WRITTEN.format(at);
  }
}
