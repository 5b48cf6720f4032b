package org.planledger.operation.event;

import java.time.LocalDate;

/**
 * An event that a processing group had set aside was given up. It stays in the log.
 *
 * @param sequence id under which the group kept it in order with others
 * @param letter id of what was set aside
 */
public record DeadLetterDiscarded(
    String group, String sequence, String letter, String reason, LocalDate on)
    implements OperationEvent {}
