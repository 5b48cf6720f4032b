package org.planledger.plan.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.DocumentNumber;
import org.planledger.form.Id;

/** Pins a revision (absent: the present one) to a document number. */
public record IssueDraft(
    @Id String planId,
    @DocumentNumber String document,
    @Nullable Long revision,
    @Nullable LocalDate on)
    implements PlanCommand {}
