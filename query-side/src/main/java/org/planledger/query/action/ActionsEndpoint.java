package org.planledger.query.action;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.query.entry.Asked;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.reading.Reads;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what meetings asked for, and whether it is done. */
@RestController
@Reads(LogEntries.GROUP)
public final class ActionsEndpoint {
  private final LogEntries entries;
  private final Actions actions;

  /** Answers from these entries. */
  public ActionsEndpoint(LogEntries entries, Actions actions) {
    this.entries = entries;
    this.actions = actions;
  }

  /** Actions, those due first, first. */
  record All(List<Actions.Action> actions) {}

  @GetMapping("/api/actions")
  All actions(
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String plan,
      @RequestParam(required = false) @Nullable String meeting,
      @RequestParam(required = false) @Nullable String due) {
    Asked.oneOf("status", status, List.of("open", "completed"));
    if (plan != null) {
      entries.requirePlan(plan, Known.NOW);
    }
    if (meeting != null) {
      entries.requireMeeting(meeting, Known.NOW);
    }
    Predicate<Actions.Action> wanted = due == null ? action -> true : due(due);
    return new All(
        actions
            .of(
                meeting == null
                    ? entries.ofTypes(Actions.TYPES, Known.NOW)
                    : entries.ofTypes("meeting:" + meeting, Actions.TYPES, Known.NOW),
                Known.NOW)
            .stream()
            .filter(action -> status == null || status.equals(action.status()))
            .filter(action -> plan == null || plan.equals(action.plan()))
            .filter(wanted)
            .toList());
  }

  /** Due by a day, or for a meeting. */
  private Predicate<Actions.Action> due(String due) {
    if (entries.find("meeting:" + due, 0, Known.NOW).isPresent()) {
      return action -> action.due() != null && due.equals(action.due().meeting());
    }
    try {
      LocalDate day = LocalDate.parse(due);
      return action ->
          action.due() != null && action.due().on() != null && !action.due().on().isAfter(day);
    } catch (DateTimeParseException e) {
      throw Asked.malformed(
          "due=%s is neither a meeting nor a day; write the id of a meeting, or a day such as 2018-01-15."
              .formatted(due));
    }
  }
}
