package org.planledger.ledger.event;

import org.planledger.log.Event;

/** All that can have happened to the ledger itself. */
public sealed interface LedgerEvent extends Event permits KeyRotated, SubjectErased {
  /** The one stream of these events. */
  String STREAM = "ledger:log";

  @Override
  default String aggregateId() {
    return STREAM;
  }
}
