package org.planledger.meeting.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Name;
import org.planledger.form.NonEmpty;
import org.planledger.form.Prose;

/** The meeting asks somebody for something, due at a meeting or on a day. */
public record RequestAction(
    @Id String meetingId,
    @Id String actionId,
    String agendaItem,
    @Nullable String paragraph,
    @NonEmpty @Name List<String> assignees,
    @Prose String text,
    @Nullable @Id String dueMeetingId,
    @Nullable LocalDate dueOn,
    @Nullable @Id String planId,
    @Nullable LocalDate on)
    implements MeetingCommand {}
