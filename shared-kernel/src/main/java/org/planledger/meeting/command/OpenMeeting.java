package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Opens the sitting. */
public record OpenMeeting(@Id String meetingId, @Nullable LocalDate on) implements MeetingCommand {}
