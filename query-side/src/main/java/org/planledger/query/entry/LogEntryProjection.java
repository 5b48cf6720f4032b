package org.planledger.query.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.LocalDate;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.ResetHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.meeting.Corrections;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.plan.RecordFields;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.store.Positions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a row for each event, and one more for each correction of it, which holds from when the
 * correction was recorded. The uses of document numbers are left out: the events that need them say
 * the same.
 */
@ProcessingGroup(LogEntries.GROUP)
public final class LogEntryProjection {
  private final JdbcClient database;
  private final LogEntries entries;
  private final Positions positions;
  private final ObjectMapper json;

  /** Writes payloads with this mapper. */
  public LogEntryProjection(
      JdbcClient database, LogEntries entries, Positions positions, ObjectMapper json) {
    this.database = database;
    this.entries = entries;
    this.positions = positions;
    this.json = json;
  }

  @EventHandler
  void on(
      Event event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData) {
    if (event instanceof DocumentNumberUsed) {
      return;
    }
    String stream = event.aggregateId();
    Place place = Place.of(event);
    // The token of an event that fills a gap tells a later position than its own.
    write(
        0,
        new LogEntry(
            stream,
            revision,
            positions.of(stream, revision),
            recordedAt,
            Wordless.of(event),
            event.on(),
            place.meetingId(),
            place.agendaItem(),
            place.paragraph(),
            false,
            null,
            null,
            (String) metaData.get("actor"),
            (String) metaData.get("onBehalfOf")),
        recordedAt);
    switch (event) {
      case RecordCorrected correction ->
          entries
              .find(stream, correction.revision(), Known.NOW)
              .filter(wrong -> !wrong.annulled())
              .ifPresent(
                  wrong -> replace(wrong, corrected(wrong, correction, revision), recordedAt));
      case MeetingRecordCorrected correction ->
          entries
              .find(stream, correction.revision(), Known.NOW)
              .filter(wrong -> !wrong.annulled())
              .ifPresent(
                  wrong -> replace(wrong, corrected(wrong, correction, revision), recordedAt));
      default -> {}
    }
  }

  @ResetHandler
  void reset() {
    database.sql("DELETE FROM log_entry").update();
  }

  private static LogEntry corrected(LogEntry wrong, RecordCorrected correction, long by) {
    RecordFields set = correction.set();
    LocalDate on = set == null || set.on() == null ? wrong.on() : set.on();
    Place place = new Place(wrong.meetingId(), wrong.agendaItem(), wrong.paragraph());
    if (set != null && wrong.meetingId() != null) {
      place =
          new Place(
              or(set.meetingId(), wrong.meetingId()),
              or(set.agendaItem(), wrong.agendaItem()),
              or(set.paragraph(), wrong.paragraph()));
    }
    return corrected(wrong, wrong.event(), on, place, set == null, by, correction.reason());
  }

  private static LogEntry corrected(LogEntry wrong, MeetingRecordCorrected correction, long by) {
    MeetingFields set = correction.set();
    Event event =
        set == null ? wrong.event() : Corrections.apply((MeetingEvent) wrong.event(), set);
    return corrected(
        wrong, event, event.on(), Place.of(event), set == null, by, correction.reason());
  }

  private static LogEntry corrected(
      LogEntry wrong,
      Event event,
      LocalDate on,
      Place place,
      boolean annulled,
      long by,
      String reason) {
    return new LogEntry(
        wrong.stream(),
        wrong.revision(),
        wrong.position(),
        wrong.recordedAt(),
        event,
        on,
        place.meetingId(),
        place.agendaItem(),
        place.paragraph(),
        annulled,
        by,
        reason,
        wrong.actor(),
        wrong.onBehalfOf());
  }

  private static @Nullable String or(@Nullable String set, @Nullable String recorded) {
    return set == null ? recorded : set;
  }

  private void replace(LogEntry wrong, LogEntry right, Instant since) {
    int version =
        database
            .sql("SELECT max(version) FROM log_entry WHERE stream = ? AND revision = ?")
            .params(wrong.stream(), wrong.revision())
            .query(Integer.class)
            .single();
    database
        .sql(
            "UPDATE log_entry SET known_until = ? WHERE stream = ? AND revision = ? AND version ="
                + " ?")
        .params(Known.nanos(since), wrong.stream(), wrong.revision(), version)
        .update();
    write(version + 1, right, since);
  }

  private void write(int version, LogEntry entry, Instant knownFrom) {
    database
        .sql(
            """
            INSERT INTO log_entry (stream, revision, version, known_from, known_until, position,
              type, recorded_at, decided_on, meeting_id, agenda_item, paragraph, annulled,
              corrected_by, correction_reason, actor, on_behalf_of, payload)
            VALUES (:stream, :revision, :version, :knownFrom, :knownUntil, :position, :type,
              :recordedAt, :on, :meeting, :item, :paragraph, :annulled, :correctedBy, :reason,
              :actor, :onBehalfOf, :payload)\
            """)
        .param("stream", entry.stream())
        .param("revision", entry.revision())
        .param("version", version)
        .param("knownFrom", Known.nanos(knownFrom))
        .param("knownUntil", Known.ALWAYS)
        .param("position", entry.position())
        .param("type", entry.event().getClass().getSimpleName())
        .param("recordedAt", Known.nanos(entry.recordedAt()))
        .param("on", entry.on())
        .param("meeting", entry.meetingId())
        .param("item", entry.agendaItem())
        .param("paragraph", entry.paragraph())
        .param("annulled", entry.annulled())
        .param("correctedBy", entry.correctedBy())
        .param("reason", entry.correctionReason())
        .param("actor", entry.actor())
        .param("onBehalfOf", entry.onBehalfOf())
        .param("payload", payload(entry.event()))
        .update();
  }

  private String payload(Event event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An event cannot be written: " + event.name(), e);
    }
  }

  /** Where something was decided. A reservation needs no item, and is no less a decision. */
  private record Place(
      @Nullable String meetingId, @Nullable String agendaItem, @Nullable String paragraph) {

    static Place of(Event event) {
      return switch (event) {
        case OutcomesReserved e -> new Place(e.meetingId(), e.agendaItem(), e.paragraph());
        case ReservationLifted e -> new Place(e.byMeetingId(), e.agendaItem(), e.paragraph());
        default -> {
          Minute minute = event.minute();
          yield minute == null
              ? new Place(null, null, null)
              : new Place(minute.meetingId(), minute.agendaItem(), minute.paragraph());
        }
      };
    }
  }
}
