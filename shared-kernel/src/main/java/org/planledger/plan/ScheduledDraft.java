package org.planledger.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.plan.event.DraftScheduled;

/**
 * When a draft that is issued by itself is due, and under which number.
 *
 * @param rule as it was set
 * @param setAt when it was recorded
 */
public record ScheduledDraft(DraftScheduled rule, Instant setAt) {
  private static final String NAME = DraftScheduled.class.getSimpleName();

  /**
   * When it is due.
   *
   * @param day by whose end it has to be issued
   * @param at as of when it is issued; never before the rule was set
   */
  public record Due(LocalDate day, Instant at) {}

  /**
   * The schedules of a plan as known at a revision, by id; those that were recorded wrongly and
   * annulled are left out.
   */
  public static Map<String, ScheduledDraft> of(PlanHistory history, long knownRevision) {
    Map<String, ScheduledDraft> schedules = new LinkedHashMap<>();
    for (long revision = 0; revision <= knownRevision; revision++) {
      Entry entry = history.recorded(revision);
      if (entry.name().equals(NAME)
          && history.entry(revision, knownRevision).isPresent()
          && entry.event() instanceof DraftScheduled rule) {
        schedules.put(rule.deadlineId(), new ScheduledDraft(rule, entry.recordedAt()));
      }
    }
    return schedules;
  }

  /** The number that the draft has which is due by a meeting. */
  public String document(String meetingId) {
    return rule.atCloseOfEach() == null ? rule.document() : rule.document() + "/" + meetingId;
  }

  /** The one meeting that it is due by; null: each of a body. */
  public @Nullable String meetingId() {
    return rule.beforeMeetingId() == null ? rule.atCloseOf() : rule.beforeMeetingId();
  }

  /** The meeting by which a draft of this number is due; empty: it is not one of these. */
  public Optional<String> meetingOf(String document) {
    String only = meetingId();
    if (only != null) {
      return document.equals(rule.document()) ? Optional.of(only) : Optional.empty();
    }
    String each = rule.document() + "/";
    return document.startsWith(each) && document.length() > each.length()
        ? Optional.of(document.substring(each.length()))
        : Optional.empty();
  }

  /**
   * When it is due by a meeting.
   *
   * @param meeting its stream
   * @param zone of the plan: a day begins there
   * @return empty: the meeting is not closed yet, or not one of these
   */
  public Optional<Due> due(List<Recorded<MeetingEvent>> meeting, ZoneId zone) {
    Optional<Meeting> known = Meeting.of(meeting);
    if (known.isEmpty() || (meetingId() != null && !known.get().id().equals(meetingId()))) {
      return Optional.empty();
    }
    if (rule.beforeMeetingId() != null && rule.period() != null) {
      LocalDate day = known.get().from().minus(rule.period());
      return Optional.of(new Due(day, notBeforeSet(day.atStartOfDay(zone).toInstant())));
    }
    if (rule.atCloseOfEach() != null && !rule.atCloseOfEach().equals(known.get().body())) {
      return Optional.empty();
    }
    return closed(meeting)
        .filter(at -> rule.atCloseOfEach() == null || !at.isBefore(setAt))
        .map(at -> new Due(LocalDate.ofInstant(at, zone), notBeforeSet(at)));
  }

  private Instant notBeforeSet(Instant at) {
    return at.isBefore(setAt) ? setAt : at;
  }

  /** When the close that stands was recorded. */
  private static Optional<Instant> closed(List<Recorded<MeetingEvent>> meeting) {
    Recorded<MeetingEvent> close = null;
    for (Recorded<MeetingEvent> recorded : meeting) {
      if (recorded.event() instanceof MeetingClosed) {
        close = recorded;
      } else if (recorded.event() instanceof MeetingRecordCorrected correction
          && close != null
          && correction.revision() == close.revision()
          && correction.set() == null) {
        close = null;
      }
    }
    return Optional.ofNullable(close).map(Recorded::recordedAt);
  }
}
