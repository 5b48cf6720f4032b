package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Records that a condition of a framework is met; conditions count from 1. */
public record FulfilCondition(
    @Id String planId,
    @Id String frameworkId,
    int condition,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable @Prose String note,
    @Nullable LocalDate on)
    implements PlanCommand {}
