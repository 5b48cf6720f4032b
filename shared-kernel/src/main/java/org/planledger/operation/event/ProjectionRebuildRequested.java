package org.planledger.operation.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** It was asked for that a projection be made anew from the log. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProjectionRebuildRequested(String projection, @Nullable String reason, LocalDate on)
    implements OperationEvent {}
