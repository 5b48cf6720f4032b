package org.planledger.command.decision;

/** What a command made: a revision of the stream it was sent to. */
public record Committed(String aggregateId, long revision) {}
