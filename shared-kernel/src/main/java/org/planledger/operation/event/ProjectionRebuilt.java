package org.planledger.operation.event;

import java.time.LocalDate;

/**
 * A projection that was made anew has taken the place of the one before. The node that did it
 * records this.
 *
 * @param position in the global order of the log up to which it was made
 * @param differences how many rows are not what they were
 */
public record ProjectionRebuilt(String projection, long position, long differences, LocalDate on)
    implements OperationEvent {}
