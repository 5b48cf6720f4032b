package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;
import org.planledger.meeting.MeetingFields;

/**
 * Corrects fields of an event of the meeting, or annuls it. Its name in the interface is {@code
 * CorrectRecord}.
 */
public record CorrectMeetingRecord(
    @Id String meetingId,
    long revision,
    @Nullable MeetingFields set,
    @Nullable Boolean annul,
    @Prose String reason,
    @Nullable LocalDate on)
    implements MeetingCommand {}
