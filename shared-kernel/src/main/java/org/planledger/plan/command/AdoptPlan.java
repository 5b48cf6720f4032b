package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** A body adopts the plan: every agreed or approved text becomes adopted. */
public record AdoptPlan(
    @Id String planId,
    @Id String meetingId,
    String agendaItem,
    @Nullable String paragraph,
    @Nullable LocalDate on)
    implements PlanCommand {}
