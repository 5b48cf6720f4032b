package org.planledger.ledger.command;

import org.planledger.ledger.event.LedgerEvent;
import org.planledger.log.Command;

/** All that can be asked of the ledger, of which there is one. */
public sealed interface LedgerCommand extends Command permits ErasePerson, RotateLedgerKey {
  @Override
  default String aggregateId() {
    return LedgerEvent.STREAM;
  }
}
