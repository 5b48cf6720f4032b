package org.planledger.log;

/** A request to one aggregate. */
public interface Command {

  /** Id of the stream addressed: the aggregate's type, a colon, and its id. */
  String aggregateId();
}
