package org.planledger.query.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.Meeting;
import org.planledger.people.People;
import org.planledger.query.entry.Happening;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.planledger.store.DeadLetters;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers which outcomes the records of their meetings do not bear out. Each was checked when it
 * was decided, and so was each change to a meeting; but the two may have been decided at the same
 * moment, neither seeing the other. Outcomes of a meeting that has events in the dead letters are
 * left out.
 */
@RestController
@Reads(LogEntries.GROUP)
public final class AuditEndpoint {
  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final People people;
  private final DeadLetters letters;

  /** Answers from these entries. */
  public AuditEndpoint(
      LogEntries entries, MeetingRecords meetings, People people, DeadLetters letters) {
    this.entries = entries;
    this.meetings = meetings;
    this.people = people;
    this.letters = letters;
  }

  /** What was found. */
  record Audit(List<Finding> findings) {}

  /**
   * An outcome that could not have been.
   *
   * @param record the aggregate it stands in, such as {@code plan:itu-2020}
   * @param problem a sentence that says what is wrong
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Finding(String record, String problem, Happening outcome) {}

  private record Broken(LogEntries.Sitting sitting, String problem) {}

  @GetMapping("/api/audit")
  Audit audit() {
    Set<String> parked = letters.since(LogEntries.GROUP).keySet();
    List<LogEntries.Sitting> sittings =
        entries.sittings().stream()
            // What is known of these meetings says nothing against their outcomes.
            .filter(sitting -> !parked.contains("meeting:" + sitting.meetingId()))
            .toList();
    Map<String, Meeting> known =
        meetings.find(sittings.stream().map(LogEntries.Sitting::meetingId).toList(), Known.NOW);
    List<Broken> broken = new ArrayList<>();
    for (LogEntries.Sitting sitting : sittings) {
      problem(known.get(sitting.meetingId()), sitting)
          .ifPresent(problem -> broken.add(new Broken(sitting, problem)));
    }
    return new Audit(broken.stream().flatMap(found -> findings(found).stream()).toList());
  }

  private List<Finding> findings(Broken broken) {
    LogEntries.Sitting sitting = broken.sitting();
    List<LogEntry> outcomes =
        entries.ofMeeting(sitting.meetingId(), Known.NOW).stream()
            .filter(
                entry ->
                    !entry.annulled()
                        && entry.on().equals(sitting.on())
                        && Objects.equals(entry.agendaItem(), sitting.agendaItem()))
            .toList();
    Persons persons = Persons.of(people, outcomes);
    return outcomes.stream()
        .map(
            entry ->
                new Finding(
                    entry.stream(), broken.problem(), Happening.of(entry, entries, persons)))
        .toList();
  }

  private static Optional<String> problem(@Nullable Meeting meeting, LogEntries.Sitting sitting) {
    if (meeting == null) {
      return Optional.of("No meeting %s is recorded.".formatted(sitting.meetingId()));
    }
    if (meeting.opened() == null) {
      return Optional.of("Meeting %s was never opened.".formatted(meeting.id()));
    }
    if (!meeting.openOn(sitting.on())) {
      return Optional.of(
          "Meeting %s was not sitting on %s: it opened on %s and %s."
              .formatted(
                  meeting.id(),
                  sitting.on(),
                  meeting.opened(),
                  meeting.closed() == null ? "is not closed" : "closed on " + meeting.closed()));
    }
    String item = sitting.agendaItem();
    return item == null ? Optional.empty() : problem(meeting, sitting, item);
  }

  private static Optional<String> problem(
      Meeting meeting, LogEntries.Sitting sitting, String item) {
    Optional<Meeting.Agenda> agenda = meeting.agendaOn(sitting.on());
    if (agenda.isEmpty()) {
      return Optional.of(
          "Meeting %s had adopted no agenda by %s.".formatted(meeting.id(), sitting.on()));
    }
    List<String> items = agenda.get().items().stream().map(AgendaItem::number).toList();
    return items.contains(item)
        ? Optional.empty()
        : Optional.of(
            "Agenda %s of meeting %s has no item %s; its items are %s."
                .formatted(agenda.get().document(), meeting.id(), item, String.join(", ", items)));
  }
}
