package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** A meeting puts a provision off, to a later meeting when it is named. */
public record DeferProvision(
    @Id String planId,
    @Id String provisionId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable @Id String untilMeetingId,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
