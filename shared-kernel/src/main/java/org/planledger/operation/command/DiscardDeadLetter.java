package org.planledger.operation.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Prose;

/**
 * Gives up handling an event that a processing group has set aside. The event stays in the log.
 *
 * @param sequence id under which the group keeps it in order with others
 * @param letter id of what was set aside
 */
public record DiscardDeadLetter(
    String group, String sequence, String letter, @Prose String reason, @Nullable LocalDate on)
    implements OperationCommand {}
