package org.planledger.query.contribution;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.people.People;
import org.planledger.query.entry.ByNumber;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.Person;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what was submitted, and which revision of it was on the table. */
@RestController
@Reads(LogEntries.GROUP)
public final class ContributionsEndpoint {
  private static final Set<Class<? extends ContributionEvent>> TYPES =
      Set.of(
          ContributionSubmitted.class,
          ContributionRevised.class,
          ContributionAllocated.class,
          ContributionIntroduced.class);

  private final LogEntries entries;
  private final People people;

  /** Answers from these entries. */
  public ContributionsEndpoint(LogEntries entries, People people) {
    this.entries = entries;
    this.people = people;
  }

  /** Contributions, by document number. */
  record All(List<Contribution> contributions) {}

  /**
   * A contribution, as last revised.
   *
   * @param document number of its last revision
   */
  record Contribution(
      String id,
      long revision,
      String document,
      Map<String, String> title,
      Person submitter,
      List<Revision> revisions,
      List<Allocation> allocations,
      List<Introduction> introductions) {}

  /**
   * The document as submitted once.
   *
   * @param revision 0 for the first, else N of {@code (Rev.N)}
   */
  record Revision(
      int revision,
      String document,
      Map<String, String> title,
      Person submitter,
      LocalDate on,
      Instant recordedAt) {}

  /** It was put under an item of an agenda. */
  record Allocation(String meeting, String agendaItem, LocalDate on) {}

  /**
   * It was introduced.
   *
   * @param document the revision that was on the table that day
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Introduction(
      String meeting,
      String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      String document) {}

  @GetMapping("/api/contributions")
  All all(@RequestParam(required = false) @Nullable String meeting) {
    if (meeting != null) {
      entries.requireMeeting(meeting, Known.NOW);
    }
    return new All(
        tell(entries.ofTypes(TYPES, Known.NOW)).stream()
            .filter(contribution -> meeting == null || isOf(contribution, meeting))
            .toList());
  }

  @GetMapping("/api/contributions/{id}")
  Contribution one(@PathVariable String id) {
    return tell(entries.stream("contribution:" + id, Known.NOW)).stream()
        .findFirst()
        .orElseThrow(() -> entries.missing("contribution", id));
  }

  private static boolean isOf(Contribution contribution, String meeting) {
    return contribution.allocations().stream().anyMatch(a -> a.meeting().equals(meeting))
        || contribution.introductions().stream().anyMatch(i -> i.meeting().equals(meeting));
  }

  private List<Contribution> tell(List<LogEntry> all) {
    Persons persons = Persons.of(people, all);
    return all.stream()
        .collect(
            Collectors.groupingBy(LogEntry::aggregate, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .flatMap(entry -> contribution(entry.getKey(), entry.getValue(), persons).stream())
        .sorted(Comparator.comparing(Contribution::document, ByNumber.ORDER))
        .toList();
  }

  /** Empty: none of its documents is in the lists, since what submitted them was discarded. */
  private static Optional<Contribution> contribution(
      String id, List<LogEntry> told, Persons persons) {
    List<Revision> revisions = new ArrayList<>();
    List<Allocation> allocations = new ArrayList<>();
    for (LogEntry entry : told) {
      switch ((ContributionEvent) entry.event()) {
        case ContributionSubmitted e ->
            revisions.add(
                new Revision(
                    0,
                    e.document(),
                    e.title(),
                    persons.person(e.submitter()),
                    e.on(),
                    entry.recordedAt()));
        case ContributionRevised e ->
            revisions.add(
                new Revision(
                    e.revision(),
                    e.document(),
                    e.title(),
                    persons.person(e.submitter()),
                    e.on(),
                    entry.recordedAt()));
        case ContributionAllocated e ->
            allocations.add(new Allocation(e.meetingId(), e.agendaItem(), e.on()));
        case ContributionIntroduced ignored -> {}
      }
    }
    if (revisions.isEmpty()) {
      return Optional.empty();
    }
    Revision last = revisions.getLast();
    return Optional.of(
        new Contribution(
            id,
            told.getLast().revision(),
            last.document(),
            last.title(),
            last.submitter(),
            revisions,
            allocations,
            told.stream()
                .map(LogEntry::event)
                .filter(ContributionIntroduced.class::isInstance)
                .map(event -> introduction((ContributionIntroduced) event, revisions))
                .toList()));
  }

  /** Minutes may be entered after a later revision came in: its day decides, not the log. */
  private static Introduction introduction(ContributionIntroduced e, List<Revision> revisions) {
    return new Introduction(
        e.minute().meetingId(),
        e.minute().agendaItem(),
        e.minute().paragraph(),
        e.on(),
        revisions.stream()
            .filter(revision -> !revision.on().isAfter(e.on()))
            .reduce((first, second) -> second)
            .map(Revision::document)
            .orElse(e.document()));
  }
}
