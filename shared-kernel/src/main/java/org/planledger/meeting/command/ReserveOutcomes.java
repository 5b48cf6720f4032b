package org.planledger.meeting.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Rules that the meeting's outcomes are preliminary. */
public record ReserveOutcomes(
    @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Prose String reason,
    @Nullable LocalDate on)
    implements MeetingCommand {}
