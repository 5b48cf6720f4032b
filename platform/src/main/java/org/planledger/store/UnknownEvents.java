package org.planledger.store;

import java.util.Optional;
import org.axonframework.eventhandling.TrackedEventData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event, if there is one, at which those of this node who follow the log stand still: this
 * version does not know its type, so that a newer one has written it. Nothing is passed over; a
 * node of that version goes on from there.
 */
final class UnknownEvents {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownEvents.class);

  private volatile @Nullable Unknown met;

  private record Unknown(String eventId, String type, long position) {
    String sentence() {
      return "This version does not know the type %s of event %s at position %d. Nothing after it is taken here: upgrade this node to the version that wrote it."
          .formatted(type, eventId, position);
    }
  }

  /** Takes note of the first that cannot be handed out. */
  void met(TrackedEventData<?> event) {
    Unknown unknown =
        new Unknown(
            event.getEventIdentifier(),
            event.getPayload().getType().getName(),
            event.trackingToken().position().orElse(0));
    if (!unknown.equals(met)) {
      met = unknown;
      LOG.error(unknown.sentence());
    }
  }

  /** Takes note that the event at a position is known, and so were those before it. */
  void passed(long position) {
    Unknown unknown = met;
    if (unknown != null && position >= unknown.position()) {
      met = null;
    }
  }

  /** What it is and what to do about it, as a sentence. */
  Optional<String> problem() {
    return Optional.ofNullable(met).map(Unknown::sentence);
  }
}
