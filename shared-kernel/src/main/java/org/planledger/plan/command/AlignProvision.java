package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** Proposes an alignment with a target of another framework; with a meeting, agrees to it. */
public record AlignProvision(
    @Id String planId,
    @Id String alignmentId,
    @Id String provisionId,
    String framework,
    String target,
    @Nullable @Prose String rationale,
    @Nullable @Id String contributionId,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
