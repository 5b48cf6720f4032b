package org.planledger.meeting.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The days of the sitting were changed or confirmed. */
public record MeetingRescheduled(
    String meetingId,
    LocalDate from,
    LocalDate to,
    boolean tentative,
    @Nullable String place,
    @Nullable String reason,
    LocalDate on)
    implements MeetingEvent {}
