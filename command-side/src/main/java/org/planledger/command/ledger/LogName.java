package org.planledger.command.ledger;

/**
 * The name of the log.
 *
 * @param origin first line of its checkpoints (C2SP tlog-checkpoint), and name of its keys
 */
public record LogName(String origin) {}
