package org.planledger.meeting.command;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Name;

/** Schedules a numbered sitting of a body, firmly or tentatively. */
public record ScheduleMeeting(
    @Id String meetingId,
    String body,
    String number,
    LocalDate from,
    LocalDate to,
    @Nullable ZoneId timeZone,
    @Nullable String place,
    @Name List<String> officers,
    boolean tentative,
    @Nullable LocalDate on)
    implements MeetingCommand {}
