package org.planledger.command.meeting;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.OutcomesOfMeetings.Outcome;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Sitting;
import org.planledger.log.Recorded;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.command.AdoptAgenda;
import org.planledger.meeting.command.CloseMeeting;
import org.planledger.meeting.command.CompleteAction;
import org.planledger.meeting.command.CorrectMeetingRecord;
import org.planledger.meeting.command.LiftReservation;
import org.planledger.meeting.command.MeetingCommand;
import org.planledger.meeting.command.OpenMeeting;
import org.planledger.meeting.command.PublishReport;
import org.planledger.meeting.command.RequestAction;
import org.planledger.meeting.command.RescheduleMeeting;
import org.planledger.meeting.command.ReserveOutcomes;
import org.planledger.meeting.command.ScheduleMeeting;
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
import org.planledger.problem.Refused;

/** Decides on commands to a meeting: which one event they make, or why they are refused. */
final class MeetingDecisions {
  private static final MeetingFields NO_FIELDS =
      new MeetingFields(null, null, null, null, null, null, null, null, null);

  private final List<Recorded<MeetingEvent>> stream;
  private final Records records;
  private final Instant now;

  MeetingDecisions(List<Recorded<MeetingEvent>> stream, Records records, Instant now) {
    this.stream = stream;
    this.records = records;
    this.now = now;
  }

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field or a rule stands against it
   */
  MeetingEvent decide(MeetingCommand command) {
    Optional<Meeting> known = Meeting.of(stream);
    if (command instanceof ScheduleMeeting schedule) {
      return scheduled(schedule);
    }
    Meeting meeting = known.orElseThrow(() -> Refused.notFound("meeting", command.meetingId()));
    return switch (command) {
      case ScheduleMeeting c -> scheduled(c);
      case RescheduleMeeting c -> rescheduled(meeting, c);
      case AdoptAgenda c -> agenda(meeting, c);
      case OpenMeeting c -> opened(meeting, day(meeting, c.on()));
      case CloseMeeting c -> closed(meeting, day(meeting, c.on()));
      case ReserveOutcomes c -> reserved(meeting, c);
      case LiftReservation c -> lifted(meeting, c);
      case PublishReport c -> {
        if (meeting.closed() == null) {
          throw Refused.rule(
              "Meeting %s is not closed; its report follows its closing.".formatted(meeting.id()));
        }
        yield new ReportPublished(meeting.id(), c.document(), day(meeting, c.on()));
      }
      case RequestAction c -> requested(meeting, c);
      case CompleteAction c -> completed(meeting, c);
      case CorrectMeetingRecord c -> corrected(meeting, c);
    };
  }

  private MeetingScheduled scheduled(ScheduleMeeting c) {
    if (!stream.isEmpty()) {
      throw Refused.rule(
          "Meeting %s is scheduled already; reschedule it, or choose another id."
              .formatted(c.meetingId()));
    }
    requireOrder(c.from(), c.to());
    ZoneId zone = Objects.requireNonNullElse(c.timeZone(), ZoneOffset.UTC);
    return new MeetingScheduled(
        c.meetingId(),
        c.body(),
        c.number(),
        c.from(),
        c.to(),
        zone,
        c.place(),
        c.officers(),
        c.tentative(),
        c.on() == null ? LocalDate.ofInstant(now, zone) : c.on());
  }

  private MeetingRescheduled rescheduled(Meeting meeting, RescheduleMeeting c) {
    if (meeting.opened() != null) {
      throw Refused.rule(
          "Meeting %s opened on %s; its days stand.".formatted(meeting.id(), meeting.opened()));
    }
    requireOrder(c.from(), c.to());
    return new MeetingRescheduled(
        meeting.id(), c.from(), c.to(), c.tentative(), c.place(), c.reason(), day(meeting, c.on()));
  }

  private static void requireOrder(LocalDate from, LocalDate to) {
    if (to.isBefore(from)) {
      throw Refused.field("/to", "must not lie before the first day, %s.".formatted(from));
    }
  }

  private AgendaAdopted agenda(Meeting meeting, AdoptAgenda c) {
    Set<String> numbers = new HashSet<>();
    for (AgendaItem item : c.items()) {
      if (!numbers.add(item.number())) {
        throw Refused.field("/items", "have the number %s twice.".formatted(item.number()));
      }
    }
    return possible(
        new AgendaAdopted(
            meeting.id(),
            c.document(),
            c.items(),
            Objects.requireNonNullElse(c.on(), meeting.from())));
  }

  private MeetingOpened opened(Meeting meeting, LocalDate on) {
    if (meeting.opened() != null) {
      throw Refused.rule("Meeting %s was opened on %s.".formatted(meeting.id(), meeting.opened()));
    }
    if (on.isBefore(meeting.from()) || on.isAfter(meeting.to())) {
      throw Refused.rule(
          "Meeting %s is scheduled from %s to %s; reschedule it to open it on %s."
              .formatted(meeting.id(), meeting.from(), meeting.to(), on));
    }
    return new MeetingOpened(meeting.id(), on);
  }

  private MeetingClosed closed(Meeting meeting, LocalDate on) {
    LocalDate opened = requireOpened(meeting);
    if (meeting.closed() != null) {
      throw Refused.rule("Meeting %s was closed on %s.".formatted(meeting.id(), meeting.closed()));
    }
    if (on.isBefore(opened)) {
      throw Refused.rule(
          "Meeting %s opened on %s; it cannot close before.".formatted(meeting.id(), opened));
    }
    return possible(new MeetingClosed(meeting.id(), on));
  }

  private static LocalDate requireOpened(Meeting meeting) {
    LocalDate opened = meeting.opened();
    if (opened == null) {
      throw Refused.rule("Meeting %s is not opened.".formatted(meeting.id()));
    }
    return opened;
  }

  private OutcomesReserved reserved(Meeting meeting, ReserveOutcomes c) {
    LocalDate on = day(meeting, c.on());
    requireOpened(meeting);
    requireSitting(meeting, c.agendaItem(), on);
    if (meeting.reservedOn(LocalDate.MAX)) {
      throw Refused.rule("The outcomes of meeting %s are reserved.".formatted(meeting.id()));
    }
    return new OutcomesReserved(meeting.id(), c.agendaItem(), c.paragraph(), c.reason(), on);
  }

  private ReservationLifted lifted(Meeting meeting, LiftReservation c) {
    if (!meeting.reservedOn(LocalDate.MAX)) {
      throw Refused.rule(
          "The outcomes of meeting %s are not reserved; there is nothing to lift."
              .formatted(meeting.id()));
    }
    if (c.byMeetingId().equals(meeting.id())) {
      throw Refused.field("/byMeetingId", "must be a later meeting, not the reserved one.");
    }
    Meeting later = new Sitting(records).meeting(c.byMeetingId());
    LocalDate on = day(later, c.on());
    requireSitting(later, c.agendaItem(), on);
    Meeting.Reservation standing = Objects.requireNonNull(meeting.reservation());
    if (on.isBefore(standing.on())) {
      throw Refused.rule(
          "The outcomes were reserved on %s; they cannot be lifted on %s."
              .formatted(standing.on(), on));
    }
    return new ReservationLifted(
        meeting.id(), later.id(), c.agendaItem(), c.paragraph(), c.reason(), on);
  }

  private static void requireSitting(Meeting meeting, @Nullable String agendaItem, LocalDate on) {
    if (agendaItem != null) {
      Sitting.refusal(meeting, agendaItem, on)
          .ifPresent(
              sentence -> {
                throw Refused.rule(sentence);
              });
    } else if (!meeting.openOn(on)) {
      throw Refused.rule(
          "Meeting %s was not sitting on %s; give the day it decided.".formatted(meeting.id(), on));
    }
  }

  private ActionRequested requested(Meeting meeting, RequestAction c) {
    LocalDate on = day(meeting, c.on());
    requireSitting(meeting, c.agendaItem(), on);
    if (meeting.actions().containsKey(c.actionId())) {
      throw Refused.rule(
          "Action %s is requested already; choose another id.".formatted(c.actionId()));
    }
    if (c.dueMeetingId() != null) {
      new Sitting(records).meeting(c.dueMeetingId());
    }
    if (c.planId() != null && !records.exists("plan:" + c.planId())) {
      throw Refused.notFound("plan", c.planId());
    }
    return new ActionRequested(
        meeting.id(),
        c.actionId(),
        c.agendaItem(),
        c.paragraph(),
        c.assignees(),
        c.text(),
        c.dueMeetingId(),
        c.dueOn(),
        c.planId(),
        on);
  }

  private ActionCompleted completed(Meeting meeting, CompleteAction c) {
    Meeting.Action action = meeting.actions().get(c.actionId());
    if (action == null) {
      throw Refused.notFound("action", c.actionId());
    }
    if (action.completed() != null) {
      throw Refused.rule(
          "Action %s was completed on %s.".formatted(c.actionId(), action.completed()));
    }
    return new ActionCompleted(meeting.id(), c.actionId(), c.note(), day(meeting, c.on()));
  }

  private MeetingRecordCorrected corrected(Meeting meeting, CorrectMeetingRecord c) {
    MeetingFields set = c.set();
    boolean annul = Boolean.TRUE.equals(c.annul());
    if (annul == (set != null)) {
      throw Refused.field("/set", "or annul must be given, and not both.");
    }
    if (NO_FIELDS.equals(set)) {
      throw Refused.field("/set", "must name at least one field that was wrong.");
    }
    if (c.revision() < 0 || c.revision() >= stream.size()) {
      throw Refused.field(
          "/revision", "must be a revision of the meeting, 0 to %d.".formatted(stream.size() - 1));
    }
    MeetingEvent wrong = stream.get((int) c.revision()).event();
    if (wrong instanceof MeetingRecordCorrected || (annul && wrong instanceof MeetingScheduled)) {
      throw Refused.rule(
          "Revision %d is %s, which cannot be %s."
              .formatted(c.revision(), wrong.name(), annul ? "annulled" : "corrected"));
    }
    MeetingRecordCorrected event =
        new MeetingRecordCorrected(
            meeting.id(), c.revision(), set, annul, c.reason(), day(meeting, null));
    Meeting after =
        Meeting.of(with(event))
            .orElseThrow(() -> Refused.rule("The meeting would not have been scheduled."));
    requireOrder(after.from(), after.to());
    LocalDate opened = after.opened();
    LocalDate closed = after.closed();
    if (closed != null && (opened == null || closed.isBefore(opened))) {
      throw Refused.rule(
          "Meeting %s would be closed on %s without having been open."
              .formatted(meeting.id(), closed));
    }
    return possible(event);
  }

  private List<Recorded<MeetingEvent>> with(MeetingEvent event) {
    List<Recorded<MeetingEvent>> all = new ArrayList<>(stream);
    all.add(new Recorded<>(stream.size(), 0, now, event));
    return all;
  }

  /** Refuses an event after which an outcome recorded at this meeting could not have been. */
  private <E extends MeetingEvent> E possible(E event) {
    Optional<Meeting> before = Meeting.of(stream);
    Optional<Meeting> after = Meeting.of(with(event));
    for (Outcome outcome : records.outcomesAt(event.meetingId())) {
      Optional<String> broken = refusal(after, outcome);
      if (broken.isPresent() && refusal(before, outcome).isEmpty()) {
        throw new Refused(
            org.planledger.problem.ProblemType.RULE_BROKEN,
            "Revision %d of %s (%s) would no longer be possible: %s"
                .formatted(outcome.revision(), outcome.aggregateId(), outcome.name(), broken.get()),
            java.util.Map.of("invalidates", outcome.revision()));
      }
    }
    return event;
  }

  private static Optional<String> refusal(Optional<Meeting> meeting, Outcome outcome) {
    return meeting.flatMap(
        known -> Sitting.refusal(known, outcome.minute().agendaItem(), outcome.on()));
  }

  private LocalDate day(Meeting meeting, @Nullable LocalDate on) {
    return on == null ? LocalDate.ofInstant(now, meeting.timeZone()) : on;
  }
}
