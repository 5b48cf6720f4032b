package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.planledger.command.decision.Records;
import org.planledger.document.DocumentNumber;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.ScheduledDraft;
import org.planledger.plan.command.IssueScheduledDraft;
import org.planledger.plan.command.ScheduleDraft;
import org.planledger.plan.command.WithdrawDraft;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.problem.Refused;

/** Decides on drafts that are issued by themselves, and on those that are taken back. */
final class Issuing {
  private final PlanHistory history;
  private final Records records;
  private final Sittings sittings;
  private final Instant now;

  Issuing(PlanHistory history, Records records, Sittings sittings, Instant now) {
    this.history = history;
    this.records = records;
    this.sittings = sittings;
    this.now = now;
  }

  DraftScheduled scheduled(ScheduleDraft c, LocalDate on) {
    long rules =
        Stream.of(c.beforeMeetingId(), c.atCloseOf(), c.atCloseOfEach())
            .filter(Objects::nonNull)
            .count();
    if (rules != 1) {
      throw Refused.field(
          "/beforeMeetingId", "or atCloseOf or atCloseOfEach must be given, and one of them only.");
    }
    if ((c.beforeMeetingId() == null) != (c.period() == null)) {
      throw Refused.field(
          "/period", "goes with beforeMeetingId: how long before its first day, such as P1M.");
    }
    if (c.atCloseOfEach() != null && DocumentNumber.parse(c.document()).revision() > 0) {
      throw Refused.field(
          "/document", "is followed by the id of a meeting, so it has no revision.");
    }
    String meetingId = c.beforeMeetingId() == null ? c.atCloseOf() : c.beforeMeetingId();
    if (meetingId != null && records.meeting(meetingId).isEmpty()) {
      throw Refused.notFound("meeting", meetingId);
    }
    return new DraftScheduled(
        c.planId(),
        c.deadlineId(),
        c.document(),
        c.beforeMeetingId(),
        c.period(),
        c.atCloseOf(),
        c.atCloseOfEach(),
        sittings.optional(c.meetingId(), c.agendaItem(), c.paragraph(), on),
        on);
  }

  /** As it was when it became due, however late that is found out. */
  DraftIssued due(IssueScheduledDraft c, LocalDate today) {
    ScheduledDraft schedule = ScheduledDraft.of(history, history.size() - 1L).get(c.deadlineId());
    if (schedule == null) {
      throw Refused.notFound("schedule", c.deadlineId());
    }
    List<Recorded<MeetingEvent>> meeting = records.meetingStream(c.meetingId());
    if (meeting.isEmpty()) {
      throw Refused.notFound("meeting", c.meetingId());
    }
    ZoneId zone = history.latest().plan().timeZone();
    Instant due =
        schedule
            .due(meeting, zone)
            .map(ScheduledDraft.Due::at)
            .orElseThrow(
                () ->
                    Refused.rule(
                        "No draft of schedule %s is due by meeting %s."
                            .formatted(c.deadlineId(), c.meetingId())));
    if (due.isAfter(now)) {
      throw Refused.rule(
          "Draft %s is due at %s, and is issued then."
              .formatted(schedule.document(c.meetingId()), due));
    }
    return new DraftIssued(
        c.planId(), schedule.document(c.meetingId()), Math.max(0, history.knownAt(due)), today);
  }

  DraftWithdrawn withdrawn(WithdrawDraft c, LocalDate on) {
    if (history.issued(c.document(), history.size() - 1L).isEmpty()) {
      throw Refused.notFound("issued draft", c.document());
    }
    withdrawal(c.document())
        .ifPresent(
            before -> {
              throw Refused.rule(
                  "Draft %s was withdrawn on %s already.".formatted(c.document(), before.on()));
            });
    return new DraftWithdrawn(c.planId(), c.document(), c.reason(), on);
  }

  private Optional<DraftWithdrawn> withdrawal(String document) {
    return LongStream.range(0, history.size())
        .mapToObj(history::recorded)
        .filter(entry -> entry.name().equals(DraftWithdrawn.class.getSimpleName()))
        .map(Entry::event)
        .map(DraftWithdrawn.class::cast)
        .filter(event -> event.document().equals(document))
        .findFirst();
  }
}
