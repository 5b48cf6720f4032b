package org.planledger.plan.event;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/** A draft became due a period before the first day of a meeting. */
public record PublicationDeadlineSet(
    String planId,
    String deadlineId,
    String beforeMeetingId,
    Period period,
    @Nullable String document,
    @Nullable Minute minute,
    LocalDate on)
    implements PlanEvent {}
