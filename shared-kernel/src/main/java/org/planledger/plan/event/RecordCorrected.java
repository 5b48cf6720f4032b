package org.planledger.plan.event;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.RecordFields;

/**
 * Where or when the event at {@code revision} was decided was recorded wrongly ({@code set}), or it
 * never happened ({@code annul}).
 */
public record RecordCorrected(
    String planId,
    long revision,
    @Nullable RecordFields set,
    boolean annul,
    String reason,
    LocalDate on)
    implements PlanEvent {}
