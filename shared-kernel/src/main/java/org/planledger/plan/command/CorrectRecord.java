package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Id;
import org.planledger.form.Prose;
import org.planledger.plan.RecordFields;

/** Corrects where or when an event of the plan was decided, or annuls it. */
public record CorrectRecord(
    @Id String planId,
    long revision,
    @Nullable RecordFields set,
    @Nullable Boolean annul,
    @Prose String reason,
    @Nullable LocalDate on)
    implements PlanCommand {}
