package org.planledger.plan.event;

import java.time.LocalDate;

/** A revision was pinned to a document number. */
public record DraftIssued(String planId, String document, long revision, LocalDate on)
    implements PlanEvent {}
