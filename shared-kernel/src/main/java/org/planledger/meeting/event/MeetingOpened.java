package org.planledger.meeting.event;

import java.time.LocalDate;

/** The sitting was opened. */
public record MeetingOpened(String meetingId, LocalDate on) implements MeetingEvent {}
