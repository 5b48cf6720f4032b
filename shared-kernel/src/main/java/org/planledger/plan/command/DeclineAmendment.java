package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** A meeting declines a pending amendment. */
public record DeclineAmendment(
    @Id String planId,
    @Id String amendmentId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
