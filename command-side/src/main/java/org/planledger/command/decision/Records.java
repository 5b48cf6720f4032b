package org.planledger.command.decision;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.PlanEvent;

/**
 * What a decision reads beside the state of the aggregate it is about: the streams of others, and
 * the whole of its own. Read without a lock, as committed; the streams of meetings and the
 * histories of plans are kept and caught up before each use.
 */
public final class Records {
  private final Streams streams;
  private final OutcomesOfMeetings outcomes;
  private final ConcurrentMap<String, List<Recorded<MeetingEvent>>> meetings =
      new ConcurrentHashMap<>();
  private final ConcurrentMap<String, SoftReference<PlanHistory>> plans = new ConcurrentHashMap<>();

  /** Reads from these streams. */
  public Records(Streams streams) {
    this.streams = streams;
    this.outcomes = new OutcomesOfMeetings(streams);
  }

  /** A meeting, corrections applied. */
  public Optional<Meeting> meeting(String meetingId) {
    return Meeting.of(meetingStream(meetingId));
  }

  /** The events of a meeting. */
  public List<Recorded<MeetingEvent>> meetingStream(String meetingId) {
    List<Recorded<MeetingEvent>> stream =
        meetings.compute(
            meetingId,
            (id, known) -> {
              List<Recorded<MeetingEvent>> all = new ArrayList<>(known == null ? List.of() : known);
              streams.read("meeting:" + id, all.size()).stream()
                  .map(recorded -> as(recorded, MeetingEvent.class))
                  .forEach(all::add);
              return all.isEmpty() ? null : List.copyOf(all);
            });
    return stream == null ? List.of() : stream;
  }

  /** The whole history of a plan; it is let go when memory is short. */
  public PlanHistory plan(String planId) {
    SoftReference<PlanHistory> kept = plans.get(planId);
    PlanHistory known = kept == null ? null : kept.get();
    PlanHistory history = known == null ? PlanHistory.none() : known;
    for (Recorded<Event> recorded : streams.read("plan:" + planId, history.size())) {
      history = history.and(as(recorded, PlanEvent.class));
    }
    if (history != known && history.size() > 0) {
      plans.put(planId, new SoftReference<>(history));
    }
    return history;
  }

  /** The events of any stream from its start. */
  public List<Recorded<Event>> stream(String aggregateId) {
    return streams.read(aggregateId, 0);
  }

  /** Whether anything is recorded of this aggregate. */
  public boolean exists(String aggregateId) {
    return streams.exists(aggregateId);
  }

  /** What was decided at a meeting, in every stream. */
  public List<OutcomesOfMeetings.Outcome> outcomesAt(String meetingId) {
    return outcomes.at(meetingId);
  }

  /** The same recorded event, known to be of this type. */
  public static <E extends Event> Recorded<E> as(Recorded<Event> recorded, Class<E> type) {
    return new Recorded<>(
        recorded.revision(),
        recorded.position(),
        recorded.recordedAt(),
        type.cast(recorded.event()));
  }
}
