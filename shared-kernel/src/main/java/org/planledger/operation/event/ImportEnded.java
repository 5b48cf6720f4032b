package org.planledger.operation.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An import has come to its end, or to a line that was refused.
 *
 * @param sha256 hexadecimal, over the bytes that were received up to there; of a Word document,
 *     whose lines are the amendments that it asks for, over all of it
 * @param applied lines that were carried out
 * @param repeated lines that had been carried out before
 * @param stoppedAt number of the line that was refused, from 1; null: none was
 * @param problem the kind of problem with that line, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportEnded(
    String sha256,
    long applied,
    long repeated,
    @Nullable Long stoppedAt,
    @Nullable String problem,
    LocalDate on)
    implements OperationEvent {}
