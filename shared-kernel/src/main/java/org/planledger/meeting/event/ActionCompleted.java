package org.planledger.meeting.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A requested action was done. */
public record ActionCompleted(
    String meetingId, String actionId, @Nullable String note, LocalDate on)
    implements MeetingEvent {}
