package org.planledger.meeting.event;

import java.time.LocalDate;

/** The sitting was closed. */
public record MeetingClosed(String meetingId, LocalDate on) implements MeetingEvent {}
