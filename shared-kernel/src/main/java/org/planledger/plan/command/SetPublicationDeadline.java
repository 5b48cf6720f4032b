package org.planledger.plan.command;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;

/** Sets when a draft is due: a period before the first day of a meeting. */
public record SetPublicationDeadline(
    @Id String planId,
    @Id String deadlineId,
    @Id String beforeMeetingId,
    Period period,
    @Nullable @DocumentNumber String document,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
