package org.planledger.query.deadline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.ScheduledDraft;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
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
   * @param scheduled whether the draft is issued by itself
   * @param due the day it means as the meeting is scheduled now; null: the meeting is not known, or
   *     not closed
   * @param dueAt as of when it is issued by itself
   * @param document which draft; null: any
   * @param state {@code met}: issued by the day; {@code late}: the day has passed without; {@code
   *     open}: there is time
   * @param issued the first draft that counts, issued since the deadline was set
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Deadline(
      String id,
      Rule rule,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean scheduled,
      @Nullable LocalDate due,
      @Nullable Instant dueAt,
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

  /**
   * When it is due: a period before the first day of a meeting, at the close of one, or at that of
   * each meeting of a body.
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Rule(
      @Nullable String before,
      @Nullable Period period,
      @Nullable String atCloseOf,
      @Nullable String atCloseOfEach) {}

  /**
   * A draft that was issued.
   *
   * @param revision of the event
   * @param pinned revision of the draft
   * @param withdrawn whether it was taken back later
   */
  record Issue(
      String document,
      long revision,
      long pinned,
      LocalDate on,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean withdrawn) {}

  @GetMapping("/api/plans/{plan}/deadlines")
  All deadlines(@PathVariable String plan) {
    List<LogEntry> all =
        entries
            .ofTypes(
                "plan:" + plan,
                Set.of(
                    PlanOpened.class,
                    PublicationDeadlineSet.class,
                    DraftScheduled.class,
                    DraftIssued.class,
                    DraftWithdrawn.class),
                Known.NOW)
            .stream()
            .filter(entry -> !entry.annulled())
            .toList();
    if (all.isEmpty() || !(all.getFirst().event() instanceof PlanOpened opening)) {
      throw entries.missing("plan", plan);
    }
    LocalDate today = LocalDate.now(clock.withZone(opening.timeZone()));
    List<Issue> issues = issues(all);
    Map<String, LogEntry> schedules = new LinkedHashMap<>();
    Map<String, LogEntry> rules = new LinkedHashMap<>();
    for (LogEntry entry : all) {
      if (entry.event() instanceof PublicationDeadlineSet e) {
        rules.put(e.deadlineId(), entry);
      } else if (entry.event() instanceof DraftScheduled e) {
        schedules.put(e.deadlineId(), entry);
      }
    }
    Map<String, Days> days =
        meetings.days(
            rules.values().stream()
                .map(entry -> ((PublicationDeadlineSet) entry.event()).beforeMeetingId())
                .toList());
    return new All(
        plan,
        Stream.concat(
                rules.values().stream().map(entry -> deadline(entry, issues, days, today)),
                schedules.values().stream()
                    .flatMap(entry -> scheduled(entry, issues, opening.timeZone(), today)))
            .sorted(
                Comparator.comparing(
                        Deadline::due, Comparator.nullsLast(Comparator.<LocalDate>naturalOrder()))
                    .thenComparing(Deadline::id)
                    .thenComparing(
                        Deadline::document, Comparator.nullsFirst(Comparator.naturalOrder())))
            .toList());
  }

  private static Deadline deadline(
      LogEntry entry, List<Issue> issues, Map<String, Days> days, LocalDate today) {
    PublicationDeadlineSet e = (PublicationDeadlineSet) entry.event();
    Days meeting = days.get(e.beforeMeetingId());
    LocalDate due = meeting == null ? null : meeting.from().minus(e.period());
    Optional<Issue> issued =
        issues.stream()
            .filter(issue -> !issue.on().isBefore(entry.on()))
            .filter(issue -> e.document() == null || e.document().equals(issue.document()))
            .min(Comparator.comparing(Issue::on).thenComparingLong(Issue::revision));
    return new Deadline(
        e.deadlineId(),
        new Rule(e.beforeMeetingId(), e.period(), null, null),
        false,
        due,
        null,
        meeting,
        e.document(),
        state(due, issued.map(Issue::on).orElse(null), today),
        issued.orElse(null),
        origin(entry));
  }

  private static Origin origin(LogEntry entry) {
    return new Origin(
        entry.revision(), entry.meetingId(), entry.agendaItem(), entry.paragraph(), entry.on());
  }

  /**
   * Of a schedule for each meeting of a body, one for each that is closed, and one for the next.
   */
  private Stream<Deadline> scheduled(
      LogEntry entry, List<Issue> issues, ZoneId zone, LocalDate today) {
    ScheduledDraft schedule =
        new ScheduledDraft((DraftScheduled) entry.event(), entry.recordedAt());
    String only = schedule.meetingId();
    if (only != null) {
      return Stream.of(
          scheduled(
              entry, schedule, meetings.tell(only, Known.NOW).orElse(null), issues, zone, today));
    }
    return Stream.concat(
        meetings.all().stream()
            .filter(told -> schedule.due(told.recorded(), zone).isPresent())
            .map(told -> scheduled(entry, schedule, told, issues, zone, today)),
        Stream.of(scheduled(entry, schedule, null, issues, zone, today)));
  }

  private static Deadline scheduled(
      LogEntry entry,
      ScheduledDraft schedule,
      MeetingRecords.@Nullable Told meeting,
      List<Issue> issues,
      ZoneId zone,
      LocalDate today) {
    DraftScheduled e = schedule.rule();
    Optional<ScheduledDraft.Due> due =
        Optional.ofNullable(meeting).flatMap(told -> schedule.due(told.recorded(), zone));
    LocalDate day = due.map(ScheduledDraft.Due::day).orElse(null);
    String document = meeting == null ? e.document() : schedule.document(meeting.meeting().id());
    Optional<Issue> issued =
        issues.stream().filter(issue -> issue.document().equals(document)).findFirst();
    return new Deadline(
        e.deadlineId(),
        new Rule(e.beforeMeetingId(), e.period(), e.atCloseOf(), e.atCloseOfEach()),
        true,
        day,
        due.map(ScheduledDraft.Due::at).orElse(null),
        meeting == null ? null : Days.of(meeting.meeting()),
        document,
        state(day, issued.map(Issue::on).orElse(null), today),
        issued.orElse(null),
        origin(entry));
  }

  private static List<Issue> issues(List<LogEntry> all) {
    Set<String> withdrawn =
        all.stream()
            .flatMap(
                entry ->
                    entry.event() instanceof DraftWithdrawn e
                        ? Stream.of(e.document())
                        : Stream.empty())
            .collect(Collectors.toSet());
    return all.stream()
        .flatMap(
            entry ->
                entry.event() instanceof DraftIssued e
                    ? Stream.of(
                        new Issue(
                            e.document(),
                            entry.revision(),
                            e.revision(),
                            entry.on(),
                            withdrawn.contains(e.document())))
                    : Stream.empty())
        .toList();
  }

  private static String state(
      @Nullable LocalDate due, @Nullable LocalDate issued, LocalDate today) {
    if (issued != null && (due == null || !issued.isAfter(due))) {
      return "met";
    }
    return due != null && (issued != null || today.isAfter(due)) ? "late" : "open";
  }
}
