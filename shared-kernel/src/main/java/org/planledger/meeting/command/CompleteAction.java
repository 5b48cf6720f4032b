package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Records that a requested action is done. */
public record CompleteAction(
    @Id String meetingId, @Id String actionId, @Nullable @Prose String note, @Nullable LocalDate on)
    implements MeetingCommand {}
