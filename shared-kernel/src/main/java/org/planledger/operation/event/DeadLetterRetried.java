package org.planledger.operation.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Events that a processing group had set aside were given back to it. Whether it can handle them
 * now is not said here.
 *
 * @param sequence id under which the group keeps them in order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeadLetterRetried(String group, String sequence, @Nullable String note, LocalDate on)
    implements OperationEvent {}
