package org.planledger.meeting;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;

/** What an event says once fields of it are corrected. Fields it does not have are left alone. */
public final class Corrections {
  private Corrections() {}

  /** The event with the fields that are set. */
  public static MeetingEvent apply(MeetingEvent event, MeetingFields set) {
    return switch (event) {
      case MeetingScheduled e ->
          new MeetingScheduled(
              e.meetingId(),
              or(set.body(), e.body()),
              or(set.number(), e.number()),
              or(set.from(), e.from()),
              or(set.to(), e.to()),
              e.timeZone(),
              set.place() == null ? e.place() : set.place(),
              e.officers(),
              e.tentative(),
              or(set.on(), e.on()));
      case MeetingRescheduled e ->
          new MeetingRescheduled(
              e.meetingId(),
              or(set.from(), e.from()),
              or(set.to(), e.to()),
              e.tentative(),
              set.place() == null ? e.place() : set.place(),
              set.reason() == null ? e.reason() : set.reason(),
              or(set.on(), e.on()));
      case AgendaAdopted e ->
          new AgendaAdopted(e.meetingId(), e.document(), e.items(), or(set.on(), e.on()));
      case MeetingOpened e -> new MeetingOpened(e.meetingId(), or(set.on(), e.on()));
      case MeetingClosed e -> new MeetingClosed(e.meetingId(), or(set.on(), e.on()));
      case OutcomesReserved e ->
          new OutcomesReserved(
              e.meetingId(),
              set.agendaItem() == null ? e.agendaItem() : set.agendaItem(),
              set.paragraph() == null ? e.paragraph() : set.paragraph(),
              or(set.reason(), e.reason()),
              or(set.on(), e.on()));
      case ReservationLifted e ->
          new ReservationLifted(
              e.meetingId(),
              e.byMeetingId(),
              set.agendaItem() == null ? e.agendaItem() : set.agendaItem(),
              set.paragraph() == null ? e.paragraph() : set.paragraph(),
              set.reason() == null ? e.reason() : set.reason(),
              or(set.on(), e.on()));
      case ReportPublished e ->
          new ReportPublished(e.meetingId(), e.document(), or(set.on(), e.on()));
      case ActionRequested e ->
          new ActionRequested(
              e.meetingId(),
              e.actionId(),
              or(set.agendaItem(), e.agendaItem()),
              set.paragraph() == null ? e.paragraph() : set.paragraph(),
              e.assignees(),
              e.text(),
              e.dueMeetingId(),
              e.dueOn(),
              e.planId(),
              or(set.on(), e.on()));
      case ActionCompleted e ->
          new ActionCompleted(e.meetingId(), e.actionId(), e.note(), or(set.on(), e.on()));
      case MeetingRecordCorrected e -> e;
    };
  }

  private static <T> T or(@Nullable T set, T recorded) {
    return Objects.requireNonNullElse(set, recorded);
  }
}
