package org.planledger.ledger.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * Another key signs the checkpoints from the first one on that covers this event.
 *
 * @param key verifier key (C2SP signed-note)
 * @param overlap for how long the keys before it sign as well, from when this was recorded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyRotated(String key, Period overlap, @Nullable String reason, LocalDate on)
    implements LedgerEvent {}
