package org.planledger.plan.command;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;

/**
 * Has a draft issued by itself when it is due: a period before the first day of a meeting, at the
 * close of a meeting, or at the close of each meeting of a body. It takes the place of a schedule
 * with the same id.
 */
public record ScheduleDraft(
    @Id String planId,
    @Id String deadlineId,
    @DocumentNumber String document,
    @Nullable @Id String beforeMeetingId,
    @Nullable Period period,
    @Nullable @Id String atCloseOf,
    @Nullable String atCloseOfEach,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
