package org.planledger.query.plan;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.event.PlanOpened;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntry;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers which plans there are. */
@RestController
@Reads(LogEntries.GROUP)
public final class PlansEndpoint {
  private final LogEntries entries;

  /** Answers from these entries. */
  public PlansEndpoint(LogEntries entries) {
    this.entries = entries;
  }

  /** All plans, in the order in which they were opened. */
  record Plans(List<OnePlan> plans) {}

  /**
   * A plan.
   *
   * @param revision the last one known
   */
  record OnePlan(
      String plan,
      Map<String, String> title,
      List<String> languages,
      String authoritativeLanguage,
      ZoneId timeZone,
      LocalDate openedOn,
      long revision) {}

  @GetMapping("/api/plans")
  Plans plans(@RequestParam(required = false) @Nullable String knownAt) {
    Known known = Known.at(knownAt);
    return new Plans(
        entries.ofTypes(List.of(PlanOpened.class), known).stream()
            .map(entry -> plan(entry, known))
            .toList());
  }

  private OnePlan plan(LogEntry entry, Known known) {
    PlanOpened opened = (PlanOpened) entry.event();
    return new OnePlan(
        opened.planId(),
        opened.title(),
        opened.languages(),
        opened.authoritativeLanguage(),
        opened.timeZone(),
        entry.on(),
        entries.lastRevision(entry.stream(), known));
  }
}
