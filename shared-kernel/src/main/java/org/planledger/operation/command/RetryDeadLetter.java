package org.planledger.operation.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Prose;

/**
 * Has a processing group handle the events again that it has set aside in a sequence, the first of
 * them first.
 *
 * @param sequence id under which the group keeps them in order
 */
public record RetryDeadLetter(
    String group, String sequence, @Nullable @Prose String note, @Nullable LocalDate on)
    implements OperationCommand {}
