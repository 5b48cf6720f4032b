package org.planledger.command.plan;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Sitting;
import org.planledger.log.Minute;
import org.planledger.meeting.Meeting;
import org.planledger.plan.Authority;
import org.planledger.plan.RouteStage;
import org.planledger.plan.event.PlanOpened;
import org.planledger.problem.Refused;

/** Checks that a body with the authority for it decided, at a meeting that was sitting. */
final class Sittings {
  private final Sitting sitting;
  private final PlanOpened plan;

  Sittings(Sitting sitting, PlanOpened plan) {
    this.sitting = sitting;
    this.plan = plan;
  }

  /** The minute of an outcome that needs an authority. */
  Minute deciding(
      String meetingId,
      String agendaItem,
      @Nullable String paragraph,
      LocalDate on,
      Authority needed) {
    Minute minute = sitting.minute(meetingId, agendaItem, paragraph, on);
    Meeting meeting = sitting.meeting(meetingId);
    if (!plan.route().isEmpty()
        && plan.route().stream().noneMatch(stage -> covers(stage, meeting, needed))) {
      throw Refused.rule(
          "%s has no authority to %s this plan; its route names %s."
              .formatted(
                  meeting.body(),
                  switch (needed) {
                    case AGREE -> "agree to texts of";
                    case TRANSMIT -> "transmit";
                    case ADOPT -> "adopt";
                  },
                  plan.route().stream()
                      .filter(stage -> stage.authority().compareTo(needed) >= 0)
                      .map(RouteStage::body)
                      .toList()));
    }
    return minute;
  }

  private static boolean covers(RouteStage stage, Meeting meeting, Authority needed) {
    return stage.body().equals(meeting.body()) && stage.authority().compareTo(needed) >= 0;
  }

  /** The minute of what a meeting did short of deciding. */
  Minute at(String meetingId, String agendaItem, @Nullable String paragraph, LocalDate on) {
    return sitting.minute(meetingId, agendaItem, paragraph, on);
  }

  /** The minute, if a meeting is named. */
  @Nullable Minute optional(
      @Nullable String meetingId,
      @Nullable String agendaItem,
      @Nullable String paragraph,
      LocalDate on) {
    if (meetingId == null) {
      return null;
    }
    if (agendaItem == null) {
      throw Refused.field("/agendaItem", "is needed where a meeting is named.");
    }
    return sitting.minute(meetingId, agendaItem, paragraph, on);
  }
}
