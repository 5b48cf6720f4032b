package org.planledger.query.entry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as a list shows it.
 *
 * @param corrected what a correction changed, and what was recorded before; null: nothing did
 * @param annulled null unless it was recorded in error
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Happening(
    long revision,
    long position,
    String event,
    LocalDate on,
    Instant recordedAt,
    @Nullable Person actor,
    @Nullable Person onBehalfOf,
    @Nullable String meeting,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    List<String> provisions,
    List<String> amendments,
    @Nullable String document,
    String sentence,
    @Nullable Corrected corrected,
    @Nullable Annulled annulled) {

  /**
   * A correction.
   *
   * @param by revision of the correction
   */
  public record Corrected(long by, Was was, @Nullable String reason) {}

  /** The fields that were first recorded otherwise, as they were recorded. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Was(
      @Nullable LocalDate on,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph) {}

  /**
   * An annulment.
   *
   * @param by revision of the correction
   */
  public record Annulled(long by, @Nullable String reason) {}

  /** An entry, its persons by name. */
  public static Happening of(LogEntry entry, LogEntries entries, Persons persons) {
    Concerned concerned = Concerned.by(entry.event());
    return new Happening(
        entry.revision(),
        entry.position(),
        entry.event().name(),
        entry.on(),
        entry.recordedAt(),
        persons.optional(entry.actor()),
        persons.optional(entry.onBehalfOf()),
        entry.meetingId(),
        entry.agendaItem(),
        entry.paragraph(),
        concerned.provisions(),
        concerned.amendments(),
        concerned.document(),
        new Sentence(persons).of(entry.event()),
        corrected(entry, entries),
        entry.annulled() && entry.correctedBy() != null
            ? new Annulled(entry.correctedBy(), entry.correctionReason())
            : null);
  }

  /** What a correction that is no annulment changed. */
  public static @Nullable Corrected corrected(LogEntry entry, LogEntries entries) {
    Long by = entry.correctedBy();
    if (by == null || entry.annulled()) {
      return null;
    }
    LogEntry was = entries.original(entry.stream(), entry.revision());
    return new Corrected(
        by,
        new Was(
            was.on().equals(entry.on()) ? null : was.on(),
            unless(entry.meetingId(), was.meetingId()),
            unless(entry.agendaItem(), was.agendaItem()),
            unless(entry.paragraph(), was.paragraph())),
        entry.correctionReason());
  }

  private static @Nullable String unless(@Nullable String same, @Nullable String was) {
    return Objects.equals(same, was) ? null : was;
  }
}
