package org.planledger.query.action;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.people.People;
import org.planledger.query.entry.Days;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;

/** What meetings asked for. */
public final class Actions {
  /** The events that tell of actions. */
  static final Set<Class<? extends MeetingEvent>> TYPES =
      Set.of(ActionRequested.class, ActionCompleted.class);

  private final MeetingRecords meetings;
  private final People people;
  private final Clock clock;

  /** Resolves when actions are due by these meetings, and whether that is past by this clock. */
  public Actions(MeetingRecords meetings, People people, Clock clock) {
    this.meetings = meetings;
    this.people = people;
    this.clock = clock;
  }

  /**
   * An action.
   *
   * @param on the day it was asked for
   * @param due null: at any time
   * @param overdue whether it is open after the day it was due
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Action(
      String id,
      String meeting,
      long revision,
      String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      String text,
      List<Person> assignees,
      @Nullable String plan,
      @Nullable Due due,
      String status,
      @Nullable Completion completed,
      boolean overdue) {}

  /**
   * When an action is due.
   *
   * @param on the day named, else the first day of the meeting as it is scheduled now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Due(@Nullable LocalDate on, @Nullable String meeting, @Nullable Days days) {}

  /** What was recorded of its fulfilment. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Completion(long revision, LocalDate on, @Nullable String note) {}

  /** The actions that some entries of meetings tell of: those due first, first. */
  public List<Action> of(List<LogEntry> entries, Known known) {
    List<LogEntry> standing = entries.stream().filter(entry -> !entry.annulled()).toList();
    Map<Id, Completion> completions = new HashMap<>();
    for (LogEntry entry : standing) {
      if (entry.event() instanceof ActionCompleted e) {
        completions.put(
            new Id(e.meetingId(), e.actionId()),
            new Completion(entry.revision(), e.on(), e.note()));
      }
    }
    List<LogEntry> requests =
        standing.stream().filter(entry -> entry.event() instanceof ActionRequested).toList();
    Map<String, Meeting> named =
        meetings.find(
            requests.stream()
                .map(entry -> (ActionRequested) entry.event())
                .<@Nullable String>flatMap(e -> Stream.of(e.meetingId(), e.dueMeetingId()))
                .toList(),
            known);
    Persons persons = Persons.of(people, requests);
    return requests.stream()
        .map(entry -> action(entry, completions, named, persons))
        .sorted(
            Comparator.comparing(Actions::dueOn)
                .thenComparing(Action::meeting)
                .thenComparingLong(Action::revision))
        .toList();
  }

  private static LocalDate dueOn(Action action) {
    return action.due() == null || action.due().on() == null ? LocalDate.MAX : action.due().on();
  }

  private Action action(
      LogEntry entry,
      Map<Id, Completion> completions,
      Map<String, Meeting> named,
      Persons persons) {
    ActionRequested e = (ActionRequested) entry.event();
    Completion completion = completions.get(new Id(e.meetingId(), e.actionId()));
    Due due = due(e, named);
    Meeting asking = named.get(e.meetingId());
    ZoneId zone = asking == null ? ZoneOffset.UTC : asking.timeZone();
    return new Action(
        e.actionId(),
        e.meetingId(),
        entry.revision(),
        e.agendaItem(),
        e.paragraph(),
        e.on(),
        e.text(),
        persons.persons(e.assignees()),
        e.planId(),
        due,
        completion == null ? "open" : "completed",
        completion,
        completion == null
            && due != null
            && due.on() != null
            && due.on().isBefore(LocalDate.now(clock.withZone(zone))));
  }

  private static @Nullable Due due(ActionRequested e, Map<String, Meeting> named) {
    String id = e.dueMeetingId();
    if (id == null) {
      return e.dueOn() == null ? null : new Due(e.dueOn(), null, null);
    }
    Meeting meeting = named.get(id);
    Days days = meeting == null ? null : Days.of(meeting);
    LocalDate on = e.dueOn();
    if (on == null && days != null) {
      on = days.from();
    }
    return new Due(on, id, days);
  }

  private record Id(String meetingId, String actionId) {}
}
