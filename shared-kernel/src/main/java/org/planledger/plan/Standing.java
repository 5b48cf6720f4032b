package org.planledger.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;

/**
 * A decided status, and since when it stands.
 *
 * @param revision of the event that gave it
 * @param minute of the outcome that gave it; null: no meeting did
 * @param document the contribution it was agreed from, or null
 * @param on its decided-on day
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Standing(
    Status status,
    long revision,
    @Nullable Minute minute,
    @Nullable String document,
    LocalDate on) {}
