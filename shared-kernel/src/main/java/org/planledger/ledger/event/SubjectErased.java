package org.planledger.ledger.event;

import java.time.LocalDate;

/**
 * The name of a person or delegation was erased from the register.
 *
 * @param person the id, which events keep
 */
public record SubjectErased(String person, LocalDate on) implements LedgerEvent {}
