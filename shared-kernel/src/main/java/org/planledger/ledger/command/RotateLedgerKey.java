package org.planledger.ledger.command;

import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * Has another key sign the checkpoints.
 *
 * @param key verifier key (C2SP signed-note) of the new one
 * @param overlap for how long the keys before it sign as well; null: not at all
 */
public record RotateLedgerKey(
    String key, @Nullable Period overlap, @Nullable String reason, @Nullable LocalDate on)
    implements LedgerCommand {}
