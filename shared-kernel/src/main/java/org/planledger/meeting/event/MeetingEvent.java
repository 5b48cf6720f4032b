package org.planledger.meeting.event;

import org.planledger.log.Event;

/** All that can have happened to a meeting. */
public sealed interface MeetingEvent extends Event
    permits ActionCompleted,
        ActionRequested,
        AgendaAdopted,
        MeetingClosed,
        MeetingOpened,
        MeetingRecordCorrected,
        MeetingRescheduled,
        MeetingScheduled,
        OutcomesReserved,
        ReportPublished,
        ReservationLifted {
  /** Id of the meeting. */
  String meetingId();

  @Override
  default String aggregateId() {
    return "meeting:" + meetingId();
  }
}
