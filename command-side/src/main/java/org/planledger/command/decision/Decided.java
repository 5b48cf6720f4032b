package org.planledger.command.decision;

import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;

/**
 * What an aggregate answers to a command.
 *
 * @param event of the revision; null where it was recorded before, and stands in the log
 */
public record Decided(Committed committed, @Nullable Event event) {}
