package org.planledger.query.texts;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
  private final Function<String, PlanHistory> plans;
  private final Function<String, List<Recorded<MeetingEvent>>> meetings;

  Cuts(Histories histories) {
    this(histories::plan, histories::meeting);
  }

  /** Finds them in these streams of plans and meetings. */
  Cuts(
      Function<String, PlanHistory> plans,
      Function<String, List<Recorded<MeetingEvent>>> meetings) {
    this.plans = plans;
    this.meetings = meetings;
  }

  /** Two points of a plan, of the log as it was at one moment. */
  record Both(Cut from, Cut to) {}

  /**
   * Cuts the log at an instant, then looks the point up.
   *
   * @param at a point as written; null: latest
   * @param knownAt an instant (ISO 8601) as written; null: all that is recorded
   * @throws Refused when the plan, or what the point names, was not known then
   */
  Cut cut(String planId, @Nullable String at, @Nullable String knownAt) {
    return new Log(planId, knownAt).cut(at);
  }

  /**
   * Looks two points up in one and the same log: what is recorded meanwhile is in neither.
   *
   * @throws Refused as for one
   */
  Both both(String planId, @Nullable String from, @Nullable String to, @Nullable String knownAt) {
    Log log = new Log(planId, knownAt);
    return new Both(log.cut(from), log.cut(to));
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

  /** The log of a plan and of the meetings that it asks for, cut at an instant. */
  private final class Log {
    private final String planId;
    private final PlanHistory history;
    private final @Nullable Instant instant;
    private final long known;
    private final Map<String, List<Recorded<MeetingEvent>>> sittings = new HashMap<>();

    Log(String planId, @Nullable String knownAt) {
      this.planId = planId;
      this.history = plans.apply(planId);
      this.instant = knownAt == null ? null : instant(knownAt);
      this.known = instant == null ? history.size() - 1L : history.knownAt(instant);
      if (known < 0) {
        throw new Refused(
            ProblemType.NOT_FOUND,
            "Nothing was known of plan %s at %s.".formatted(planId, instant));
      }
    }

    Cut cut(@Nullable String at) {
      return new Search(this, point(at == null ? "latest" : at)).cut();
    }

    Instant knownAt() {
      return instant == null ? history.knownSince(known) : instant;
    }

    Instant recordedAt(long revision) {
      return history.recorded(revision).recordedAt();
    }

    Optional<Meeting> meeting(String meetingId, long position) {
      return Meeting.of(
          sittings.computeIfAbsent(meetingId, meetings).stream()
              .takeWhile(e -> e.position() <= position)
              .takeWhile(e -> instant == null || !e.recordedAt().isAfter(instant))
              .toList());
    }
  }

  private static final class Search {
    private final Log log;
    private final PlanHistory history;
    private final Point point;
    private final Map<String, Boolean> reserved = new HashMap<>();

    Search(Log log, Point point) {
      this.log = log;
      this.history = log.history;
      this.point = point;
    }

    Cut cut() {
      long known = log.known;
      return switch (point) {
        case Point.Latest ignored ->
            found(
                history.at(known),
                known,
                known,
                id -> reserved(id, Long.MAX_VALUE, LocalDate.MAX),
                log.recordedAt(known).toString());
        case Point.AtRevision at -> revision(at.revision());
        case Point.AtDocument at -> revision(issued(at.document()).revision());
        case Point.AtDate at -> day(at.date());
        case Point.AtMeeting at -> day(closing(at.meetingId()));
      };
    }

    private boolean reserved(String meetingId, long position, LocalDate day) {
      return reserved.computeIfAbsent(
          meetingId,
          id -> log.meeting(id, position).map(meeting -> meeting.reservedOn(day)).orElse(false));
    }

    private Cut revision(long revision) {
      if (revision > log.known) {
        throw new Refused(
            ProblemType.NOT_FOUND,
            "Plan %s has no revision %d%s; its last is %d."
                .formatted(
                    log.planId,
                    revision,
                    log.instant == null ? "" : " known at " + log.instant,
                    log.known));
      }
      long position = history.recorded(revision).position();
      return found(
          history.at(revision),
          revision,
          revision,
          id -> reserved(id, position, LocalDate.MAX),
          log.recordedAt(revision).toString());
    }

    private Cut day(LocalDate day) {
      DecidedOrder order = DecidedOrder.endOf(day);
      Step found =
          history
              .find(log.known, order)
              .filter(f -> f.revision() > 0 || !day.isBefore(f.draft().plan().on()))
              .orElseThrow(
                  () ->
                      new Refused(
                          ProblemType.NOT_FOUND,
                          "Plan %s was not open yet on %s.".formatted(log.planId, day)));
      return new Cut(
          log.planId,
          history,
          log.known,
          point,
          found.draft(),
          found.revision(),
          order,
          day.toString(),
          log.knownAt(),
          id -> reserved(id, Long.MAX_VALUE, day));
    }

    private Cut found(
        Draft draft, long revision, long upTo, Predicate<String> reserved, String asOf) {
      return new Cut(
          log.planId,
          history,
          upTo,
          point,
          draft,
          revision,
          DecidedOrder.endOf(LocalDate.MAX),
          asOf,
          log.knownAt(),
          reserved);
    }

    private DraftIssued issued(String document) {
      return history
          .issued(document, log.known)
          .orElseThrow(
              () ->
                  new Refused(
                      ProblemType.NOT_FOUND,
                      "No draft of plan %s was issued as %s.".formatted(log.planId, document)));
    }

    private LocalDate closing(String meetingId) {
      Meeting meeting =
          log.meeting(meetingId, Long.MAX_VALUE)
              .orElseThrow(() -> Refused.notFound("meeting", meetingId));
      LocalDate closed = meeting.closed();
      if (closed == null) {
        throw Refused.rule(
            "Meeting %s is not closed, so there is no draft at its close. Ask for latest."
                .formatted(meetingId));
      }
      return closed;
    }
  }
}
