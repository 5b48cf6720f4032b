package org.planledger.query.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.planledger.people.People;
import org.planledger.query.entry.Asked;
import org.planledger.query.entry.Happening;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.entry.Persons;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what happened to a plan, in decided order or in the order of the log. */
@RestController
@Reads(LogEntries.GROUP)
public final class TimelineEndpoint {
  private static final long LONGEST_PAGE = 1000;
  private static final String DECIDED = "decided";
  private static final String LOG = "log";

  private final LogEntries entries;
  private final People people;

  /** Answers from these entries. */
  public TimelineEndpoint(LogEntries entries, People people) {
    this.entries = entries;
    this.people = people;
  }

  /**
   * A page of a timeline.
   *
   * @param next what to give as {@code after} to get the next page; null: this is the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Timeline(
      String plan,
      String order,
      @Nullable Instant knownAt,
      List<Happening> entries,
      @Nullable Long next) {}

  @GetMapping("/api/plans/{plan}/timeline")
  Timeline timeline(
      @PathVariable String plan,
      @RequestParam(required = false) @Nullable String order,
      @RequestParam(required = false) @Nullable String knownAt,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit) {
    String by = Asked.oneOf("order", order, List.of(DECIDED, LOG)).orElse(DECIDED);
    int most = Asked.number("limit", limit, 1, LONGEST_PAGE).orElse(LONGEST_PAGE).intValue();
    Long last = Asked.number("after", after, 0, Long.MAX_VALUE).orElse(null);
    Known known = Known.at(knownAt);
    entries.requirePlan(plan, known);
    String stream = "plan:" + plan;
    LogEntry before = last == null ? null : before(stream, last, known);
    List<LogEntry> found =
        by.equals(LOG)
            ? entries.logged(stream, known, before == null ? -1 : before.revision(), most + 1)
            : entries.decided(stream, known, before, most + 1);
    List<LogEntry> page = found.subList(0, Math.min(most, found.size()));
    Persons persons = Persons.of(people, page);
    return new Timeline(
        plan,
        by,
        known.instant(),
        page.stream().map(entry -> Happening.of(entry, entries, persons)).toList(),
        found.size() > most ? page.getLast().revision() : null);
  }

  private LogEntry before(String stream, long revision, Known known) {
    return entries
        .find(stream, revision, known)
        .orElseThrow(
            () ->
                Asked.malformed(
                    "after=%d is no revision of the plan; give what the page before said as next."
                        .formatted(revision)));
  }
}
