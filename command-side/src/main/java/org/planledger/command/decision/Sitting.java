package org.planledger.command.decision;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Minute;
import org.planledger.meeting.Meeting;
import org.planledger.problem.Refused;

/**
 * An outcome names a meeting that exists, was sitting on the day, and an item of its agenda as it
 * stood then.
 */
public final class Sitting {
  private final Records records;

  /** Checks against these records. */
  public Sitting(Records records) {
    this.records = records;
  }

  /**
   * The meeting.
   *
   * @throws Refused when there is none
   */
  public Meeting meeting(String meetingId) {
    return records.meeting(meetingId).orElseThrow(() -> Refused.notFound("meeting", meetingId));
  }

  /**
   * Where it was decided.
   *
   * @throws Refused when the meeting was not sitting that day, or its agenda has no such item
   */
  public Minute minute(
      String meetingId, String agendaItem, @Nullable String paragraph, LocalDate on) {
    Meeting meeting = meeting(meetingId);
    refusal(meeting, agendaItem, on)
        .ifPresent(
            sentence -> {
              throw Refused.rule(sentence);
            });
    return new Minute(meetingId, agendaItem, paragraph);
  }

  /** Why nothing could be decided at a meeting on a day under an item; empty when it could. */
  public static java.util.Optional<String> refusal(
      Meeting meeting, String agendaItem, LocalDate on) {
    if (meeting.opened() == null) {
      return java.util.Optional.of(
          "Meeting %s is not opened; open it on the day it began.".formatted(meeting.id()));
    }
    if (!meeting.openOn(on)) {
      return java.util.Optional.of(
          "Meeting %s was not sitting on %s: it opened on %s and %s. Give the day it decided."
              .formatted(
                  meeting.id(),
                  on,
                  meeting.opened(),
                  meeting.closed() == null ? "is not closed" : "closed on " + meeting.closed()));
    }
    return meeting
        .agendaOn(on)
        .map(
            agenda ->
                agenda.items().stream().anyMatch(item -> item.number().equals(agendaItem))
                    ? java.util.Optional.<String>empty()
                    : java.util.Optional.of(
                        "Agenda %s of meeting %s has no item %s; its items are %s."
                            .formatted(
                                agenda.document(),
                                meeting.id(),
                                agendaItem,
                                agenda.items().stream().map(item -> item.number()).toList())))
        .orElseGet(
            () ->
                java.util.Optional.of(
                    "Meeting %s had adopted no agenda by %s; adopt it first."
                        .formatted(meeting.id(), on)));
  }
}
