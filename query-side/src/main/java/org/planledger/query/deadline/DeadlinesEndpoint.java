package org.planledger.query.deadline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.LocalDate;
import java.time.Period;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.query.entry.Days;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers when drafts of a plan are due, and whether they were issued in time. */
@RestController
@Reads(LogEntries.GROUP)
public final class DeadlinesEndpoint {
  private final LogEntries entries;
  private final MeetingRecords meetings;
  private final Clock clock;

  /** Resolves deadlines by these meetings, and whether they are past by this clock. */
  public DeadlinesEndpoint(LogEntries entries, MeetingRecords meetings, Clock clock) {
    this.entries = entries;
    this.meetings = meetings;
    this.clock = clock;
  }

  /** The deadlines of a plan, the earliest first. */
  record All(String plan, List<Deadline> deadlines) {}

  /**
   * A deadline.
   *
   * @param rule as it was set
   * @param due the day it means as the meeting is scheduled now; null: the meeting is not known
   * @param document which draft; null: any
   * @param state {@code met}: issued by the day; {@code late}: the day has passed without; {@code
   *     open}: there is time
   * @param issued the first draft that counts, issued since the deadline was set
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Deadline(
      String id,
      Rule rule,
      @Nullable LocalDate due,
      @Nullable Days meeting,
      @Nullable String document,
      String state,
      @Nullable Issue issued,
      Origin set) {}

  /** Where it was set; the meeting is null when none set it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Origin(
      long revision,
      @Nullable String meeting,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on) {}

  /** A period before the first day of a meeting. */
  record Rule(String before, Period period) {}

  /**
   * A draft that was issued.
   *
   * @param revision of the event
   * @param pinned revision of the draft
   */
  record Issue(String document, long revision, long pinned, LocalDate on) {}

  @GetMapping("/api/plans/{plan}/deadlines")
  All deadlines(@PathVariable String plan) {
    List<LogEntry> all =
        entries
            .ofTypes(
                "plan:" + plan,
                Set.of(PlanOpened.class, PublicationDeadlineSet.class, DraftIssued.class),
                Known.NOW)
            .stream()
            .filter(entry -> !entry.annulled())
            .toList();
    if (all.isEmpty() || !(all.getFirst().event() instanceof PlanOpened opening)) {
      throw entries.missing("plan", plan);
    }
    LocalDate today = LocalDate.now(clock.withZone(opening.timeZone()));
    Map<String, LogEntry> rules = new LinkedHashMap<>();
    for (LogEntry entry : all) {
      if (entry.event() instanceof PublicationDeadlineSet e) {
        rules.put(e.deadlineId(), entry);
      }
    }
    Map<String, Days> days =
        meetings.days(
            rules.values().stream()
                .map(entry -> ((PublicationDeadlineSet) entry.event()).beforeMeetingId())
                .toList());
    return new All(
        plan,
        rules.values().stream()
            .map(entry -> deadline(entry, all, days, today))
            .sorted(
                Comparator.comparing(
                        Deadline::due, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
                    .thenComparing(Deadline::id))
            .toList());
  }

  private static Deadline deadline(
      LogEntry entry, List<LogEntry> all, Map<String, Days> days, LocalDate today) {
    PublicationDeadlineSet e = (PublicationDeadlineSet) entry.event();
    Days meeting = days.get(e.beforeMeetingId());
    LocalDate due = meeting == null ? null : meeting.from().minus(e.period());
    Optional<Issue> issued =
        all.stream()
            .filter(other -> other.event() instanceof DraftIssued)
            .filter(other -> !other.on().isBefore(entry.on()))
            .map(DeadlinesEndpoint::issue)
            .filter(issue -> e.document() == null || e.document().equals(issue.document()))
            .min(Comparator.comparing(Issue::on).thenComparingLong(Issue::revision));
    return new Deadline(
        e.deadlineId(),
        new Rule(e.beforeMeetingId(), e.period()),
        due,
        meeting,
        e.document(),
        state(due, issued.map(Issue::on).orElse(null), today),
        issued.orElse(null),
        new Origin(
            entry.revision(),
            entry.meetingId(),
            entry.agendaItem(),
            entry.paragraph(),
            entry.on()));
  }

  private static Issue issue(LogEntry entry) {
    DraftIssued e = (DraftIssued) entry.event();
    return new Issue(e.document(), entry.revision(), e.revision(), entry.on());
  }

  private static String state(
      @Nullable LocalDate due, @Nullable LocalDate issued, LocalDate today) {
    if (issued != null && (due == null || !issued.isAfter(due))) {
      return "met";
    }
    return due != null && (issued != null || today.isAfter(due)) ? "late" : "open";
  }
}
