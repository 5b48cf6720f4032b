package org.planledger.plan.event;

import java.time.LocalDate;

/** A text that was decided for a later day and stays what it was. */
public record Unaffected(String provisionId, long revision, LocalDate on) {}
