package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.plan.Citation;

/** Adds a citation to a provision, or to the plan as a whole when none is named. */
public record AddReference(
    @Id String planId, @Nullable @Id String provisionId, Citation reference, @Nullable LocalDate on)
    implements PlanCommand {}
