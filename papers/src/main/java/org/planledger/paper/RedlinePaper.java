package org.planledger.paper;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Redline.Op;

/**
 * What changed from one draft to another, to be written out. Both have the same languages.
 *
 * @param items provisions of both, in the later order; what was removed stands behind what it
 *     followed
 */
public record RedlinePaper(DraftPaper from, DraftPaper to, List<Item> items) {

  /**
   * A provision; at least one of {@code before} and {@code after} is there.
   *
   * @param headings by language, those that stay as well
   * @param texts by language, those that stay as well
   * @param labels what happened to it; empty: nothing
   */
  public record Item(
      DraftPaper.@Nullable Item before,
      DraftPaper.@Nullable Item after,
      List<Words> headings,
      List<Words> texts,
      List<Label> labels) {

    /** As it stands later, or stood before it was removed. */
    public DraftPaper.Item shown() {
      DraftPaper.Item shown = after == null ? before : after;
      if (shown == null) {
        throw new IllegalStateException("A provision of neither draft");
      }
      return shown;
    }

    /** Where others stand below it: without its text, and what happened to that. */
    private Item asContext() {
      return new Item(
          before == null ? null : before.asContext(),
          after == null ? null : after.asContext(),
          headings,
          List.of(),
          List.of());
    }
  }

  /** A part of it. */
  public RedlinePaper only(Extract part) {
    return new RedlinePaper(
        from.only(part),
        to.only(part),
        items.stream()
            .filter(item -> part.shows(item.shown().id()))
            .map(item -> part.context().contains(item.shown().id()) ? item.asContext() : item)
            .toList());
  }

  /** What can happen to a provision. */
  public enum Change {
    ADDED,
    REMOVED,
    MOVED,
    REWORDED,

    /** Its text, or its place and heading, has another status, or one that counts for other. */
    STATUS
  }

  /**
   * Something that happened to a provision.
   *
   * @param said in words
   * @param reason absent where the words of the provision have theirs, or nothing was decided on it
   */
  public record Label(Change change, String said, @Nullable Reason reason) {}

  /**
   * A heading or a text in one language. Equal and deleted runs joined give it as it was, equal and
   * inserted ones as it is, exactly.
   */
  public record Words(String lang, List<Run> runs) {}

  /**
   * A stretch of text with one fate and one reason. It is never empty.
   *
   * @param reason what brought the words or took them out; absent for what stays, and where words
   *     are not told apart
   */
  public record Run(Op op, String text, @Nullable Reason reason) {}

  /**
   * Who decided, where and when.
   *
   * @param event the outcome, or what else was recorded
   * @param amendment that brought the words; absent: the outcome itself, or the secretariat
   * @param proposer by name, or by id once the name is erased
   * @param document number of the contribution revision that was on the table
   */
  public record Reason(
      long revision,
      String event,
      @Nullable String amendment,
      @Nullable String proposer,
      @Nullable String document,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Instant recordedAt) {}
}
