package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Gives a meeting other days, or confirms tentative ones. */
public record RescheduleMeeting(
    @Id String meetingId,
    LocalDate from,
    LocalDate to,
    boolean tentative,
    @Nullable String place,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements MeetingCommand {}
