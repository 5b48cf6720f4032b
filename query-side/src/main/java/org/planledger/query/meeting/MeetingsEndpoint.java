package org.planledger.query.meeting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.people.People;
import org.planledger.query.action.Actions;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what is recorded of meetings. */
@RestController
@Reads(LogEntries.GROUP)
public final class MeetingsEndpoint {
  private final LogEntries logEntries;
  private final MeetingRecords meetings;
  private final Actions actions;
  private final People people;

  /** Answers from these records. */
  public MeetingsEndpoint(
      LogEntries logEntries, MeetingRecords meetings, Actions actions, People people) {
    this.logEntries = logEntries;
    this.meetings = meetings;
    this.actions = actions;
    this.people = people;
  }

  /** All meetings, by their first days. */
  record All(List<Brief> meetings) {}

  /**
   * A meeting in a list.
   *
   * @param reserved whether its outcomes are preliminary
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Brief(
      String id,
      long revision,
      String body,
      String number,
      LocalDate from,
      LocalDate to,
      boolean tentative,
      @Nullable String place,
      @Nullable LocalDate opened,
      @Nullable LocalDate closed,
      boolean reserved,
      @Nullable String report) {}

  /**
   * A meeting.
   *
   * @param agendas every revision, by its day
   * @param report document number
   * @param scheduling for which days it was scheduled, in the order of the log
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Whole(
      String id,
      long revision,
      @Nullable Instant knownAt,
      String body,
      String number,
      LocalDate from,
      LocalDate to,
      ZoneId timeZone,
      boolean tentative,
      @Nullable String place,
      List<Person> officers,
      @Nullable LocalDate opened,
      @Nullable LocalDate closed,
      List<Agenda> agendas,
      @Nullable Reservation reservation,
      @Nullable String report,
      List<Scheduling> scheduling,
      List<Actions.Action> actions,
      List<Correction> corrections) {}

  /** An agenda as adopted. */
  record Agenda(long revision, String document, LocalDate on, List<Item> items) {}

  /** An item of an agenda. */
  record Item(String number, Map<String, String> title) {}

  /** The ruling that the outcomes are preliminary. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Reservation(
      long revision,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      String reason,
      LocalDate on,
      @Nullable Lift lifted) {}

  /** A later meeting took the ruling back. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Lift(
      long revision,
      String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      @Nullable String reason,
      LocalDate on) {}

  /** The days once set for it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Scheduling(
      long revision,
      LocalDate from,
      LocalDate to,
      boolean tentative,
      @Nullable String place,
      @Nullable String reason,
      LocalDate on,
      Instant recordedAt,
      @Nullable Long correctedBy,
      boolean annulled) {}

  /**
   * A correction of its record.
   *
   * @param set null: annulled
   * @param was what was first recorded in the fields set
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Correction(
      long revision,
      long corrects,
      String event,
      @Nullable MeetingFields set,
      @Nullable Map<String, Object> was,
      boolean annul,
      String reason,
      Instant recordedAt,
      @Nullable Person actor) {}

  @GetMapping("/api/meetings")
  All all() {
    return new All(
        meetings.all().stream()
            .sorted(
                Comparator.comparing((MeetingRecords.Told told) -> told.meeting().from())
                    .thenComparing(told -> told.meeting().id()))
            .map(MeetingsEndpoint::brief)
            .toList());
  }

  @GetMapping("/api/meetings/{id}")
  Whole one(@PathVariable String id, @RequestParam(required = false) @Nullable String knownAt) {
    Known known = Known.at(knownAt);
    MeetingRecords.Told told =
        meetings.tell(id, known).orElseThrow(() -> logEntries.missing("meeting", id));
    Meeting meeting = told.meeting();
    List<LogEntry> entries = told.entries();
    Persons persons = Persons.of(people, entries);
    return new Whole(
        id,
        told.revision(),
        known.instant(),
        meeting.body(),
        meeting.number(),
        meeting.from(),
        meeting.to(),
        meeting.timeZone(),
        meeting.tentative(),
        meeting.place(),
        persons.persons(meeting.officers()),
        meeting.opened(),
        meeting.closed(),
        meeting.agendas().stream().map(MeetingsEndpoint::agenda).toList(),
        reservation(meeting, entries),
        meeting.report(),
        entries.stream().flatMap(entry -> scheduling(entry).stream()).toList(),
        actions.of(entries, known),
        entries.stream().flatMap(entry -> correction(entry, persons).stream()).toList());
  }

  private static Brief brief(MeetingRecords.Told told) {
    Meeting meeting = told.meeting();
    return new Brief(
        meeting.id(),
        told.revision(),
        meeting.body(),
        meeting.number(),
        meeting.from(),
        meeting.to(),
        meeting.tentative(),
        meeting.place(),
        meeting.opened(),
        meeting.closed(),
        meeting.reservedOn(LocalDate.MAX),
        meeting.report());
  }

  private static Agenda agenda(Meeting.Agenda agenda) {
    return new Agenda(
        agenda.revision(),
        agenda.document(),
        agenda.on(),
        agenda.items().stream().map(MeetingsEndpoint::item).toList());
  }

  private static Item item(AgendaItem item) {
    return new Item(item.number(), item.title());
  }

  private static @Nullable Reservation reservation(Meeting meeting, List<LogEntry> entries) {
    Meeting.Reservation reservation = meeting.reservation();
    if (reservation == null) {
      return null;
    }
    Lift lift =
        entries.stream()
            .filter(entry -> !entry.annulled() && entry.revision() > reservation.revision())
            .filter(entry -> entry.event() instanceof ReservationLifted)
            .reduce((first, second) -> second)
            .map(entry -> lift(entry.revision(), (ReservationLifted) entry.event()))
            .orElse(null);
    return new Reservation(
        reservation.revision(),
        reservation.agendaItem(),
        reservation.paragraph(),
        reservation.reason(),
        reservation.on(),
        lift);
  }

  private static Lift lift(long revision, ReservationLifted lifted) {
    return new Lift(
        revision,
        lifted.byMeetingId(),
        lifted.agendaItem(),
        lifted.paragraph(),
        lifted.reason(),
        lifted.on());
  }

  private static List<Scheduling> scheduling(LogEntry entry) {
    return switch (entry.event()) {
      case MeetingScheduled e ->
          List.of(scheduling(entry, e.from(), e.to(), e.tentative(), e.place(), null));
      case MeetingRescheduled e ->
          List.of(scheduling(entry, e.from(), e.to(), e.tentative(), e.place(), e.reason()));
      default -> List.of();
    };
  }

  private static Scheduling scheduling(
      LogEntry entry,
      LocalDate from,
      LocalDate to,
      boolean tentative,
      @Nullable String place,
      @Nullable String reason) {
    return new Scheduling(
        entry.revision(),
        from,
        to,
        tentative,
        place,
        reason,
        entry.on(),
        entry.recordedAt(),
        entry.correctedBy(),
        entry.annulled());
  }

  private List<Correction> correction(LogEntry entry, Persons persons) {
    if (!(entry.event() instanceof MeetingRecordCorrected e)) {
      return List.of();
    }
    Optional<LogEntry> corrected = logEntries.find(entry.stream(), e.revision(), Known.NOW);
    if (corrected.isEmpty()) {
      // It was discarded.
      return List.of();
    }
    MeetingFields set = e.set();
    return List.of(
        new Correction(
            entry.revision(),
            e.revision(),
            corrected.get().event().name(),
            set,
            set == null ? null : logEntries.original(entry.stream(), e.revision(), set),
            e.annul(),
            e.reason(),
            entry.recordedAt(),
            persons.optional(entry.actor())));
  }
}
