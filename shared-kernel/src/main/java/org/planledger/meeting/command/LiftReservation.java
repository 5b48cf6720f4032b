package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** A later meeting lifts the reservation of this one. */
public record LiftReservation(
    @Id String meetingId,
    @Id String byMeetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements MeetingCommand {}
