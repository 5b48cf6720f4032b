package org.planledger.plan.command;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;
import org.planledger.plan.Level;

/** Assesses a provision of the plan as a risk, and names the provisions that mitigate it. */
public record AssessRisk(
    @Id String planId,
    @Id String provisionId,
    Level likelihood,
    Level impact,
    @Id List<String> mitigations,
    @Nullable @Prose String rationale,
    @Nullable @Id String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
