package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Takes an alignment back. */
public record WithdrawAlignment(
    @Id String planId,
    @Id String alignmentId,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
