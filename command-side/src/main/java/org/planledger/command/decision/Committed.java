package org.planledger.command.decision;

/**
 * What a command made: a revision of the stream it was sent to.
 *
 * @param repeated whether it had been carried out before, and was now only answered again
 */
public record Committed(String aggregateId, long revision, boolean repeated) {}
