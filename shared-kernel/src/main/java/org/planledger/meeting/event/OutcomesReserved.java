package org.planledger.meeting.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** The meeting's outcomes were ruled to be preliminary. */
public record OutcomesReserved(
    String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    String reason,
    LocalDate on)
    implements MeetingEvent {}
