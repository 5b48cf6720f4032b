package org.planledger.operation.command;

import org.planledger.log.Command;
import org.planledger.operation.event.OperationEvent;

/** All that operators can ask for. It is recorded first; what takes effect follows the record. */
public sealed interface OperationCommand extends Command
    permits DiscardDeadLetter, RebuildProjection, RetryDeadLetter {
  @Override
  default String aggregateId() {
    return OperationEvent.STREAM;
  }
}
