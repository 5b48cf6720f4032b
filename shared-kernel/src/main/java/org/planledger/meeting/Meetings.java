package org.planledger.meeting;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;

/**
 * The streams of all meetings, in the order of the log, and the meetings as known at any moment.
 */
public record Meetings(PMap<String, PVector<Recorded<MeetingEvent>>> streams) {

  /** No meeting. */
  public static final Meetings NONE = new Meetings(TreePMap.empty());

  /** With one more event. */
  public Meetings and(Recorded<MeetingEvent> next) {
    String id = next.event().meetingId();
    return new Meetings(streams.plus(id, streams.getOrDefault(id, TreePVector.empty()).plus(next)));
  }

  /** Ids of all meetings. */
  public Set<String> ids() {
    return streams.keySet();
  }

  /** The events of a meeting in the order of the log. */
  public List<Recorded<MeetingEvent>> stream(String meetingId) {
    return streams.getOrDefault(meetingId, TreePVector.empty());
  }

  /** A meeting as the events that are known tell it. */
  public Optional<Meeting> find(String meetingId, Predicate<Recorded<MeetingEvent>> known) {
    return Meeting.of(stream(meetingId).stream().filter(known).toList());
  }
}
