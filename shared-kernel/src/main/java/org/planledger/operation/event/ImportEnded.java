package org.planledger.operation.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Revised;

/**
 * An import has come to its end, or to a line that was refused.
 *
 * @param digest hexadecimal SHA-256 over the lines that were carried out now or earlier: of each
 *     the id of its command, that of the one on whose behalf it was entered or {@code -}, and the
 *     digest of the command, with spaces between them and a line feed behind; null: it was recorded
 *     before revision 2
 * @param applied lines that were carried out
 * @param repeated lines that had been carried out before
 * @param stoppedAt number of the line that was refused, from 1; null: none was
 * @param problem the kind of problem with that line, or null
 */
@Revised(2)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportEnded(
    @Nullable String digest,
    long applied,
    long repeated,
    @Nullable Long stoppedAt,
    @Nullable String problem,
    LocalDate on)
    implements OperationEvent {}
