package org.planledger.ledger.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Name;

/** Erases the name of a person or delegation from the register. Events keep the id. */
public record ErasePerson(@Name String person, @Nullable LocalDate on) implements LedgerCommand {}
