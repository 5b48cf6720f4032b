package org.planledger.meeting;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;

/**
 * A meeting as its stream tells it, corrections applied.
 *
 * @param opened the opening day, or null
 * @param closed the closing day, or null
 * @param agendas as adopted, by day and then by the order of the log
 * @param report document number of its report, or null
 */
public record Meeting(
    String id,
    String body,
    String number,
    LocalDate from,
    LocalDate to,
    ZoneId timeZone,
    @Nullable String place,
    List<String> officers,
    boolean tentative,
    @Nullable LocalDate opened,
    @Nullable LocalDate closed,
    List<Agenda> agendas,
    @Nullable Reservation reservation,
    @Nullable String report,
    Map<String, Action> actions) {

  /** An agenda as adopted. */
  public record Agenda(long revision, String document, List<AgendaItem> items, LocalDate on) {}

  /** A ruling that the outcomes are preliminary, and the meeting that lifted it, if one did. */
  public record Reservation(
      long revision,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      String reason,
      LocalDate on,
      @Nullable String liftedBy,
      @Nullable LocalDate liftedOn) {

    /** Whether it caps what the outcomes count for, as decided by the end of a day. */
    public boolean standsOn(LocalDate day) {
      return !on.isAfter(day) && (liftedOn == null || liftedOn.isAfter(day));
    }
  }

  /** A request of the meeting, and whether it is done. */
  public record Action(ActionRequested requested, @Nullable LocalDate completed) {}

  /** The meeting that a stream tells of; empty before it is scheduled. */
  public static Optional<Meeting> of(List<Recorded<MeetingEvent>> stream) {
    Map<Long, MeetingEvent> events = new TreeMap<>();
    for (Recorded<MeetingEvent> recorded : stream) {
      if (recorded.event() instanceof MeetingRecordCorrected correction) {
        MeetingEvent wrong = events.get(correction.revision());
        MeetingFields fields = correction.set();
        if (wrong == null || fields == null) {
          events.remove(correction.revision());
        } else {
          events.put(correction.revision(), Corrections.apply(wrong, fields));
        }
      } else {
        events.put(recorded.revision(), recorded.event());
      }
    }
    Builder builder = new Builder();
    events.forEach(builder::take);
    return builder.meeting();
  }

  /** Whether its outcomes are reserved, as decided by the end of a day. */
  public boolean reservedOn(LocalDate day) {
    return reservation != null && reservation.standsOn(day);
  }

  /** Whether it was sitting on a day: opened by then, and not closed before. */
  public boolean openOn(LocalDate day) {
    return opened != null && !day.isBefore(opened) && (closed == null || !day.isAfter(closed));
  }

  /** The agenda as it stood at the end of a day. */
  public Optional<Agenda> agendaOn(LocalDate day) {
    return agendas.stream().filter(agenda -> !agenda.on().isAfter(day)).reduce((a, b) -> b);
  }

  private static final class Builder {
    private @Nullable MeetingScheduled scheduled;
    private @Nullable MeetingRescheduled rescheduled;
    private @Nullable LocalDate opened;
    private @Nullable LocalDate closed;
    private final List<Agenda> agendas = new ArrayList<>();
    private @Nullable Reservation reservation;
    private @Nullable String report;
    private final Map<String, Action> actions = new HashMap<>();

    void take(long revision, MeetingEvent event) {
      switch (event) {
        case MeetingScheduled first -> scheduled = first;
        case MeetingRescheduled again -> rescheduled = again;
        case AgendaAdopted agenda ->
            agendas.add(new Agenda(revision, agenda.document(), agenda.items(), agenda.on()));
        case MeetingOpened open -> opened = open.on();
        case MeetingClosed close -> closed = close.on();
        case OutcomesReserved reserved ->
            reservation =
                new Reservation(
                    revision,
                    reserved.agendaItem(),
                    reserved.paragraph(),
                    reserved.reason(),
                    reserved.on(),
                    null,
                    null);
        case ReservationLifted lifted -> {
          Reservation standing = reservation;
          if (standing != null) {
            reservation =
                new Reservation(
                    standing.revision(),
                    standing.agendaItem(),
                    standing.paragraph(),
                    standing.reason(),
                    standing.on(),
                    lifted.byMeetingId(),
                    lifted.on());
          }
        }
        case ReportPublished published -> report = published.document();
        case ActionRequested requested ->
            actions.put(requested.actionId(), new Action(requested, null));
        case ActionCompleted completed ->
            actions.computeIfPresent(
                completed.actionId(),
                (id, action) -> new Action(action.requested(), completed.on()));
        case MeetingRecordCorrected ignored -> {}
      }
    }

    Optional<Meeting> meeting() {
      MeetingScheduled first = scheduled;
      if (first == null) {
        return Optional.empty();
      }
      MeetingRescheduled again = rescheduled;
      agendas.sort(Comparator.comparing(Agenda::on).thenComparingLong(Agenda::revision));
      return Optional.of(
          new Meeting(
              first.meetingId(),
              first.body(),
              first.number(),
              again == null ? first.from() : again.from(),
              again == null ? first.to() : again.to(),
              first.timeZone(),
              again == null || again.place() == null ? first.place() : again.place(),
              first.officers(),
              again == null ? first.tentative() : again.tentative(),
              opened,
              closed,
              List.copyOf(agendas),
              reservation,
              report,
              Map.copyOf(actions)));
    }
  }
}
