package org.planledger.log;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Something that happened to one aggregate. The log adds revision, position and recorded-at. */
public interface Event {

  /** Id of the stream in the store: the aggregate's type, a colon, and its id. */
  String aggregateId();

  /** The decided-on day. */
  LocalDate on();

  /** Where in the record of a meeting it was decided; null: not at a meeting. */
  default @Nullable Minute minute() {
    return null;
  }

  /** The name of the event in the interface. */
  default String name() {
    return getClass().getSimpleName();
  }
}
