package org.planledger.query.entry;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;
import org.planledger.log.Recorded;

/**
 * An event as it was known at some moment, corrections applied.
 *
 * @param stream its aggregate's id in the store, such as {@code plan:itu-2020}
 * @param event without the texts of provisions; of a plan, with the place and day first recorded
 * @param on decided-on day
 * @param meetingId the meeting that decided it; null: none did
 * @param correctedBy revision of the last correction of it, or null
 * @param actor id of the person who sent it
 */
public record LogEntry(
    String stream,
    long revision,
    long position,
    Instant recordedAt,
    Event event,
    LocalDate on,
    @Nullable String meetingId,
    @Nullable String agendaItem,
    @Nullable String paragraph,
    boolean annulled,
    @Nullable Long correctedBy,
    @Nullable String correctionReason,
    @Nullable String actor,
    @Nullable String onBehalfOf) {

  /** The id of its aggregate, as the interface knows it. */
  public String aggregate() {
    return stream.substring(stream.indexOf(':') + 1);
  }

  /** As the kernel knows an event of this type. */
  public <E extends Event> Recorded<E> recorded(Class<E> type) {
    return new Recorded<>(revision, position, recordedAt, type.cast(event));
  }
}
