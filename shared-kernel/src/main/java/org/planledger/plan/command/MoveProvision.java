package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.First;
import org.planledger.form.Id;

/** Moves a provision that is still drafted to another place. */
public record MoveProvision(
    @Id String planId,
    @Id String provisionId,
    @Nullable @Id String parentId,
    @Nullable @Id @First String after,
    @Nullable LocalDate on)
    implements PlanCommand {}
