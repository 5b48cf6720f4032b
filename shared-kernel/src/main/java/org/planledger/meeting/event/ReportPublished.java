package org.planledger.meeting.event;

import java.time.LocalDate;

/** The report of the meeting was published. */
public record ReportPublished(String meetingId, String document, LocalDate on)
    implements MeetingEvent {}
