package org.planledger.plan;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/** Where in a plan's history one looks. */
public sealed interface Point {

  /** The end of the log. */
  record Latest() implements Point {
    @Override
    public String toString() {
      return "latest";
    }
  }

  /** What the log up to a revision gives. */
  record AtRevision(long revision) implements Point {
    @Override
    public String toString() {
      return "rev:" + revision;
    }
  }

  /** The end of a day, in decided order. */
  record AtDate(LocalDate date) implements Point {
    @Override
    public String toString() {
      return "date:" + date;
    }
  }

  /** The end of the day on which a meeting closed. */
  record AtMeeting(String meetingId) implements Point {
    @Override
    public String toString() {
      return "meeting:" + meetingId;
    }
  }

  /** The draft issued under a document number. */
  record AtDocument(String document) implements Point {
    @Override
    public String toString() {
      return "doc:" + document;
    }
  }

  /**
   * Reads {@code latest}, {@code rev:N}, {@code date:YYYY-MM-DD}, {@code meeting:ID} or {@code
   * doc:NUMBER}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static Point parse(String text) {
    if (text.equals("latest")) {
      return new Latest();
    }
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    if (colon < 0 || rest.isEmpty()) {
      throw new IllegalArgumentException(
          "\"%s\" is not a point; write latest, rev:42, date:2017-09-12, meeting:ID or doc:NUMBER."
              .formatted(text));
    }
    return switch (text.substring(0, colon)) {
      case "rev" -> new AtRevision(revision(rest));
      case "date" -> new AtDate(date(rest));
      case "meeting" -> new AtMeeting(rest);
      case "doc" -> new AtDocument(rest);
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is not a point; write latest, rev:42, date:2017-09-12, meeting:ID or doc:NUMBER."
                  .formatted(text));
    };
  }

  private static long revision(String text) {
    if (!text.matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "\"%s\" is not a revision; write rev: and a whole number from 0.".formatted(text));
    }
    return Long.parseLong(text);
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\"%s\" is not a day; write date: and a day such as 2017-09-12.".formatted(text), e);
    }
  }
}
