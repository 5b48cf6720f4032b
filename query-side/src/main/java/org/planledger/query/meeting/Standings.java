package org.planledger.query.meeting;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;
import org.planledger.meeting.Meeting;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.Scope;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.query.entry.Concerned;
import org.planledger.query.entry.Known;
import org.planledger.query.entry.MeetingRecords;
import org.planledger.query.texts.Histories;

/** How far the provisions of plans have come by now, or had come as far as was known. */
final class Standings {
  private final Histories histories;
  private final MeetingRecords meetings;
  private final Known known;
  private final Map<String, Draft> drafts = new HashMap<>();
  private final Map<String, Boolean> reserved = new HashMap<>();

  Standings(Histories histories, MeetingRecords meetings, Known known) {
    this.histories = histories;
    this.meetings = meetings;
    this.known = known;
  }

  /**
   * A provision of an outcome.
   *
   * @param status null: it is no longer in the draft
   * @param scope {@code structure} where the outcome, and so the status, is about place and heading
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OfProvision(
      String id,
      @Nullable Scope scope,
      @Nullable Status status,
      @Nullable Status effectiveStatus) {}

  /** A framework that an outcome approved. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record OfFramework(String id, @Nullable Status status, @Nullable Status effectiveStatus) {}

  List<OfProvision> provisions(String planId, Event event) {
    Map<String, Scope> scopes =
        event instanceof ProvisionallyAgreed agreed
            ? agreed.items().stream()
                .collect(
                    Collectors.toMap(
                        AgreedItem::provisionId, AgreedItem::scope, (first, second) -> first))
            : Map.of();
    List<OfProvision> all = new ArrayList<>();
    for (String id : Concerned.by(event).provisions()) {
      boolean structure = scopes.get(id) == Scope.STRUCTURE;
      Optional<Standing> standing =
          draft(planId).find(id).map(structure ? Provision::structure : Provision::text);
      all.add(
          new OfProvision(
              id,
              structure ? Scope.STRUCTURE : null,
              standing.map(Standing::status).orElse(null),
              standing.map(this::effective).orElse(null)));
    }
    return all;
  }

  @Nullable OfFramework framework(String planId, Event event) {
    if (!(event instanceof FrameworkApproved approved)) {
      return null;
    }
    Optional<Standing> standing =
        Optional.ofNullable(draft(planId).frameworks().get(approved.frameworkId()))
            .map(framework -> framework.standing());
    return new OfFramework(
        approved.frameworkId(),
        standing.map(Standing::status).orElse(null),
        standing.map(this::effective).orElse(null));
  }

  private Status effective(Standing standing) {
    return standing.minute() != null && reserved(standing.minute().meetingId())
        ? standing.status().cappedBy(Status.PROVISIONALLY_AGREED)
        : standing.status();
  }

  private boolean reserved(String meetingId) {
    return reserved.computeIfAbsent(
        meetingId,
        id -> {
          Meeting meeting = meetings.find(List.of(id), known).get(id);
          return meeting != null && meeting.reservedOn(LocalDate.MAX);
        });
  }

  private Draft draft(String planId) {
    return drafts.computeIfAbsent(
        planId,
        id -> {
          PlanHistory history = histories.plan(id);
          return known.instant() == null
              ? history.latest()
              : history.at(history.knownAt(known.instant()));
        });
  }
}
