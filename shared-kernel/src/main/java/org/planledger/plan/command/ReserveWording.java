package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;

/** A meeting reserves the wording of a provision for further work. */
public record ReserveWording(
    @Id String planId,
    @Id String provisionId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
