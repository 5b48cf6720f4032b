package org.planledger.query.entry;

import org.axonframework.messaging.MetaData;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/** An event of the log with what is known of its sender, as the lists take it. */
public record Taken(Recorded<Event> recorded, MetaData metaData) {
  /** What happened. */
  public Event event() {
    return recorded.event();
  }

  /** The same, known to be of this type. */
  public <E extends Event> Recorded<E> recorded(Class<E> type) {
    return new Recorded<>(
        recorded.revision(), recorded.position(), recorded.recordedAt(), type.cast(event()));
  }

  /** The id of its stream. */
  public String stream() {
    return recorded.event().aggregateId();
  }

  /** Its number in that stream. */
  public long revision() {
    return recorded.revision();
  }
}
