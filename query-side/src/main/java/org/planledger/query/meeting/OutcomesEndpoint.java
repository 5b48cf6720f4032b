package org.planledger.query.meeting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.meeting.AgendaItem;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.people.People;
import org.planledger.query.entry.ByNumber;
import org.planledger.query.entry.Happening;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.planledger.query.texts.Histories;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what was decided at a meeting, in the order of its agenda. */
@RestController
@Reads({LogEntries.GROUP, Histories.GROUP})
public final class OutcomesEndpoint {
  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final Histories histories;
  private final People people;

  /** Answers from these entries, with the statuses of these plans. */
  public OutcomesEndpoint(
      LogEntries entries, MeetingRecords meetings, Histories histories, People people) {
    this.entries = entries;
    this.meetings = meetings;
    this.histories = histories;
    this.people = people;
  }

  /**
   * The outcomes of a meeting.
   *
   * @param reserved whether they are preliminary
   * @param annulled those that were recorded in error
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record All(
      String meeting,
      @Nullable Instant knownAt,
      boolean reserved,
      List<Outcome> outcomes,
      List<Outcome> annulled) {}

  /**
   * An outcome, from whichever record it stands in.
   *
   * @param revision in the record of the plan, contribution, consultation or meeting
   * @param provisions with the status they have now
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Outcome(
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      String event,
      String sentence,
      @Nullable String plan,
      @Nullable String contribution,
      @Nullable String consultation,
      @Nullable String action,
      long revision,
      long position,
      Instant recordedAt,
      @Nullable Person actor,
      List<Standings.OfProvision> provisions,
      Standings.@Nullable OfFramework framework,
      List<String> amendments,
      @Nullable String document,
      Happening.@Nullable Corrected corrected,
      Happening.@Nullable Annulled annulled) {}

  @GetMapping("/api/meetings/{id}/outcomes")
  All outcomes(@PathVariable String id, @RequestParam(required = false) @Nullable String knownAt) {
    Known known = Known.at(knownAt);
    Meeting meeting = meetings.find(List.of(id), known).get(id);
    if (meeting == null) {
      throw entries.missing("meeting", id);
    }
    List<LogEntry> found =
        entries.ofMeeting(id, known).stream().sorted(inMinuteOrder(meeting)).toList();
    Persons persons = Persons.of(people, found);
    Standings standings = new Standings(histories, meetings, known);
    return new All(
        id,
        known.instant(),
        meeting.reservedOn(LocalDate.MAX),
        found.stream()
            .filter(entry -> !entry.annulled())
            .map(entry -> outcome(entry, persons, standings))
            .toList(),
        found.stream()
            .filter(LogEntry::annulled)
            .map(entry -> outcome(entry, persons, standings))
            .toList());
  }

  /** By the items of the agenda, the paragraphs of the report, days and the order of the log. */
  static Comparator<LogEntry> inMinuteOrder(Meeting meeting) {
    Map<String, Integer> places = new HashMap<>();
    if (!meeting.agendas().isEmpty()) {
      for (AgendaItem item : meeting.agendas().getLast().items()) {
        places.put(item.number(), places.size());
      }
    }
    Comparator<@Nullable String> numbers = Comparator.nullsLast(ByNumber.ORDER);
    return Comparator.comparingInt(
            (LogEntry entry) ->
                entry.agendaItem() == null
                    ? -1
                    : places.getOrDefault(entry.agendaItem(), Integer.MAX_VALUE))
        .thenComparing(LogEntry::agendaItem, numbers)
        .thenComparing(LogEntry::paragraph, numbers)
        .thenComparing(LogEntry::on)
        .thenComparingLong(LogEntry::position);
  }

  private Outcome outcome(LogEntry entry, Persons persons, Standings standings) {
    Happening happening = Happening.of(entry, entries, persons);
    String id = entry.aggregate();
    boolean plan = entry.stream().startsWith("plan:");
    return new Outcome(
        happening.agendaItem(),
        happening.paragraph(),
        happening.on(),
        happening.event(),
        happening.sentence(),
        plan ? id : entry.event() instanceof ActionRequested e ? e.planId() : null,
        entry.stream().startsWith("contribution:") ? id : null,
        entry.stream().startsWith("consultation:") ? id : null,
        entry.event() instanceof ActionRequested e ? e.actionId() : null,
        happening.revision(),
        happening.position(),
        happening.recordedAt(),
        happening.actor(),
        plan ? standings.provisions(id, entry.event()) : List.of(),
        plan ? standings.framework(id, entry.event()) : null,
        happening.amendments(),
        happening.document(),
        happening.corrected(),
        happening.annulled());
  }
}
