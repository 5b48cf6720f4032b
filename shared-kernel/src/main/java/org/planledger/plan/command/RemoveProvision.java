package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;

/** Takes out a provision that is still drafted, alone or together with all below it. */
public record RemoveProvision(
    @Id String planId, @Id String provisionId, boolean withDescendants, @Nullable LocalDate on)
    implements PlanCommand {}
