package org.planledger.query.texts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Recorded;
import org.planledger.meeting.Meeting;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.plan.DecidedOrder;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Point;
import org.planledger.plan.Step;
import org.planledger.plan.event.DraftIssued;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** Finds what a point of a plan stands for, on both clocks. */
final class Cuts {
  private final Histories histories;

  Cuts(Histories histories) {
    this.histories = histories;
  }

  /**
   * Cuts the log at an instant, then looks the point up.
   *
   * @param at a point as written; null: latest
   * @param knownAt an instant (ISO 8601) as written; null: all that is recorded
   * @throws Refused when the plan, or what the point names, was not known then
   */
  Cut cut(String planId, @Nullable String at, @Nullable String knownAt) {
    PlanHistory history = histories.plan(planId);
    Point point = point(at == null ? "latest" : at);
    Instant instant = knownAt == null ? null : instant(knownAt);
    long known = instant == null ? history.size() - 1L : history.knownAt(instant);
    if (known < 0) {
      throw new Refused(
          ProblemType.NOT_FOUND, "Nothing was known of plan %s at %s.".formatted(planId, instant));
    }
    return new Search(planId, history, point, instant, known).cut();
  }

  private static Point point(String text) {
    try {
      return Point.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(ProblemType.MALFORMED_REQUEST, String.valueOf(e.getMessage()));
    }
  }

  /** Reads an instant of a request. */
  static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "\"%s\" is not an instant; write one such as 2018-02-01T12:00:00Z.".formatted(text));
    }
  }

  private final class Search {
    private final String planId;
    private final PlanHistory history;
    private final Point point;
    private final @Nullable Instant instant;
    private final long known;
    private final Map<String, Boolean> reserved = new HashMap<>();

    Search(String planId, PlanHistory history, Point point, @Nullable Instant instant, long known) {
      this.planId = planId;
      this.history = history;
      this.point = point;
      this.instant = instant;
      this.known = known;
    }

    Cut cut() {
      return switch (point) {
        case Point.Latest ignored ->
            found(
                history.at(known),
                known,
                known,
                id -> reserved(id, Long.MAX_VALUE, LocalDate.MAX),
                recordedAt(known).toString());
        case Point.AtRevision at -> revision(at.revision());
        case Point.AtDocument at -> revision(issued(at.document()).revision());
        case Point.AtDate at -> day(at.date());
        case Point.AtMeeting at -> day(closing(at.meetingId()));
      };
    }

    private boolean reserved(String meetingId, long position, LocalDate day) {
      return reserved.computeIfAbsent(
          meetingId,
          id -> meeting(id, position).map(meeting -> meeting.reservedOn(day)).orElse(false));
    }

    private Cut revision(long revision) {
      if (revision > known) {
        throw new Refused(
            ProblemType.NOT_FOUND,
            "Plan %s has no revision %d%s; its last is %d."
                .formatted(planId, revision, instant == null ? "" : " known at " + instant, known));
      }
      long position = history.recorded(revision).position();
      return found(
          history.at(revision),
          revision,
          revision,
          id -> reserved(id, position, LocalDate.MAX),
          recordedAt(revision).toString());
    }

    private Cut day(LocalDate day) {
      DecidedOrder order = DecidedOrder.endOf(day);
      Step found =
          history
              .find(known, order)
              .filter(f -> f.revision() > 0 || !day.isBefore(f.draft().plan().on()))
              .orElseThrow(
                  () ->
                      new Refused(
                          ProblemType.NOT_FOUND,
                          "Plan %s was not open yet on %s.".formatted(planId, day)));
      return new Cut(
          planId,
          history,
          known,
          point,
          found.draft(),
          found.revision(),
          order,
          day.toString(),
          knownAt(),
          id -> reserved(id, Long.MAX_VALUE, day));
    }

    private Cut found(
        Draft draft, long revision, long upTo, Predicate<String> reserved, String asOf) {
      return new Cut(
          planId,
          history,
          upTo,
          point,
          draft,
          revision,
          DecidedOrder.endOf(LocalDate.MAX),
          asOf,
          knownAt(),
          reserved);
    }

    private Instant knownAt() {
      return instant == null ? recordedAt(known) : instant;
    }

    private Instant recordedAt(long revision) {
      return history.recorded(revision).recordedAt();
    }

    private DraftIssued issued(String document) {
      return history
          .issued(document, known)
          .orElseThrow(
              () ->
                  new Refused(
                      ProblemType.NOT_FOUND,
                      "No draft of plan %s was issued as %s.".formatted(planId, document)));
    }

    private LocalDate closing(String meetingId) {
      Meeting meeting =
          meeting(meetingId, Long.MAX_VALUE)
              .orElseThrow(() -> Refused.notFound("meeting", meetingId));
      LocalDate closed = meeting.closed();
      if (closed == null) {
        throw Refused.rule(
            "Meeting %s is not closed, so there is no draft at its close. Ask for latest."
                .formatted(meetingId));
      }
      return closed;
    }

    private Optional<Meeting> meeting(String meetingId, long position) {
      List<Recorded<MeetingEvent>> seen =
          histories.meeting(meetingId).stream()
              .filter(e -> e.position() <= position)
              .filter(e -> instant == null || !e.recordedAt().isAfter(instant))
              .toList();
      return Meeting.of(seen);
    }
  }
}
