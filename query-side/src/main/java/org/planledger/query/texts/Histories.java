package org.planledger.query.texts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.jspecify.annotations.Nullable;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.plan.PlanHistory;
import org.planledger.problem.Refused;
import org.planledger.store.Positions;
import org.planledger.store.Progress;

/**
 * The streams that a node answers from, in memory. A stream is read from the store when it is first
 * asked for; from then on it grows as the node follows the log. What is kept is immutable, so a
 * reader is never in the way of the next event.
 */
@ProcessingGroup(Histories.GROUP)
public final class Histories {
  /** The processing group that follows the log. */
  public static final String GROUP = "texts";

  private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(2);

  private final EventStore store;
  private final Positions positions;
  private final ConcurrentMap<String, Kept> streams = new ConcurrentHashMap<>();
  private volatile @Nullable TrackingToken last;

  /** Reads streams of a store. */
  public Histories(EventStore store, Positions positions) {
    this.store = store;
    this.positions = positions;
  }

  @EventHandler
  void follow(
      Event event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      TrackingToken token) {
    streams.computeIfPresent(
        event.aggregateId(),
        (id, kept) -> {
          if (revision < kept.size()) {
            return kept;
          }
          return revision == kept.size()
              ? kept.and(
                  new Recorded<>(revision, token.position().orElseThrow(), recordedAt, event))
              : null;
        });
    last = token;
  }

  /**
   * Where to follow the log from. What came earlier is read when it is asked for; the overlap
   * covers transactions that were still open when the node started.
   */
  public @Nullable TrackingToken start(StreamableMessageSource<TrackedEventMessage<?>> log) {
    TrackingToken start = log.createTokenSince(LONGEST_TRANSACTION);
    if (start == null) {
      start = log.createHeadToken();
    }
    last = start;
    return start;
  }

  /** Whether the node has taken the event at a position. */
  public boolean covers(long position) {
    return Progress.covers(last, position);
  }

  /**
   * The history of a plan.
   *
   * @throws Refused when nothing is recorded of it
   */
  public PlanHistory plan(String planId) {
    PlanHistory history = kept("plan:" + planId).history();
    if (history.size() == 0) {
      throw Refused.notFound("plan", planId);
    }
    return history;
  }

  /** The events of a meeting. */
  List<Recorded<MeetingEvent>> meeting(String meetingId) {
    return as(MeetingEvent.class, kept("meeting:" + meetingId));
  }

  /** The events of a contribution. */
  List<Recorded<ContributionEvent>> contribution(String contributionId) {
    return as(ContributionEvent.class, kept("contribution:" + contributionId));
  }

  private static <E extends Event> List<Recorded<E>> as(Class<E> type, Kept kept) {
    return kept.stream().stream()
        .map(
            recorded ->
                new Recorded<>(
                    recorded.revision(),
                    recorded.position(),
                    recorded.recordedAt(),
                    type.cast(recorded.event())))
        .toList();
  }

  private Kept kept(String aggregateId) {
    Kept kept = streams.computeIfAbsent(aggregateId, this::read);
    return kept == null ? Kept.nothing() : kept;
  }

  private @Nullable Kept read(String aggregateId) {
    List<Long> places = positions.ofStream(aggregateId, 0);
    if (places.isEmpty()) {
      return null;
    }
    return Kept.nothing()
        .and(
            store
                .readEvents(aggregateId, 0)
                .asStream()
                .limit(places.size())
                .map(message -> recorded(message, places))
                .toList());
  }

  private static Recorded<Event> recorded(DomainEventMessage<?> message, List<Long> places) {
    return new Recorded<>(
        message.getSequenceNumber(),
        places.get((int) message.getSequenceNumber()),
        message.getTimestamp(),
        (Event) message.getPayload());
  }
}
