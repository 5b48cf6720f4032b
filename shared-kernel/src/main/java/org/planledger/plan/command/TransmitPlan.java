package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** A body sends the plan on for adoption: every agreed text becomes approved. */
public record TransmitPlan(
    @Id String planId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
