package org.planledger.operation.event;

import org.planledger.log.Event;

/** All that operators have asked for, and what a node did that is not decided on. */
public sealed interface OperationEvent extends Event
    permits ApprovalRefused,
        BundleExported,
        DeadLetterDiscarded,
        DeadLetterRetried,
        DraftPublished,
        ImportEnded,
        ProjectionRebuildRequested,
        ProjectionRebuilt {
  /** The one stream of these events. */
  String STREAM = "operations:log";

  @Override
  default String aggregateId() {
    return STREAM;
  }
}
