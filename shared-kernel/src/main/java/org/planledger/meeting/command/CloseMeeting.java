package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Closes the sitting. */
public record CloseMeeting(@Id String meetingId, @Nullable LocalDate on)
    implements MeetingCommand {}
