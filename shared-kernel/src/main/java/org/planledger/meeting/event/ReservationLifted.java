package org.planledger.meeting.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A later meeting lifted the reservation. */
public record ReservationLifted(
    String meetingId,
    String byMeetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable String reason,
    LocalDate on)
    implements MeetingEvent {}
