package org.planledger.command.decision;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.planledger.log.Event;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.RecordFields;
import org.planledger.plan.event.RecordCorrected;

/**
 * What was decided at each meeting, over all streams, so that a change to a meeting's record can be
 * checked against it. Follows the log when asked.
 */
public final class OutcomesOfMeetings {
  /** A decision, with corrections applied. */
  public record Outcome(
      String aggregateId, long revision, String name, Minute minute, LocalDate on) {}

  private record Place(String aggregateId, long revision) {}

  private final Supplier<List<Recorded<Event>>> log;
  private final Map<Place, Outcome> outcomes = new LinkedHashMap<>();

  OutcomesOfMeetings(Streams streams) {
    this.log = streams.tail();
  }

  synchronized List<Outcome> at(String meetingId) {
    log.get().forEach(this::take);
    return outcomes.values().stream()
        .filter(outcome -> outcome.minute().meetingId().equals(meetingId))
        .toList();
  }

  private void take(Recorded<Event> recorded) {
    Event event = recorded.event();
    String id = event.aggregateId();
    Minute minute = event.minute();
    if (event instanceof RecordCorrected correction) {
      correct(new Place(id, correction.revision()), correction);
    } else if (minute != null) {
      outcomes.put(
          new Place(id, recorded.revision()),
          new Outcome(id, recorded.revision(), event.name(), minute, event.on()));
    }
  }

  private void correct(Place place, RecordCorrected correction) {
    RecordFields set = correction.set();
    if (set == null) {
      outcomes.remove(place);
      return;
    }
    outcomes.computeIfPresent(
        place,
        (key, was) ->
            new Outcome(
                was.aggregateId(),
                was.revision(),
                was.name(),
                new Minute(
                    set.meetingId() == null ? was.minute().meetingId() : set.meetingId(),
                    set.agendaItem() == null ? was.minute().agendaItem() : set.agendaItem(),
                    set.paragraph() == null ? was.minute().paragraph() : set.paragraph()),
                set.on() == null ? was.on() : set.on()));
  }
}
