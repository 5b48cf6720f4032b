package org.planledger.command.plan;

import java.time.Instant;
import java.time.LocalDate;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.plan.Authority;
import org.planledger.plan.Entry;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.RecordFields;
import org.planledger.plan.command.CorrectRecord;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.problem.Refused;

/** Decides on corrections: the original stays in the log, and what follows from it must hold. */
final class RecordCorrections {
  private final Plan plan;
  private final PlanHistory history;
  private final Sittings sittings;
  private final Instant now;

  RecordCorrections(Plan plan, PlanHistory history, Sittings sittings, Instant now) {
    this.plan = plan;
    this.history = history;
    this.sittings = sittings;
    this.now = now;
  }

  RecordCorrected decide(CorrectRecord command, LocalDate today) {
    RecordFields set = command.set();
    boolean annul = Boolean.TRUE.equals(command.annul());
    if (annul == (set != null)) {
      throw Refused.field("/set", "or annul must be given, and not both.");
    }
    if (set != null && set.equals(new RecordFields(null, null, null, null))) {
      throw Refused.field("/set", "must name at least one field that was wrong.");
    }
    if (command.revision() < 0 || command.revision() > plan.revision()) {
      throw Refused.field(
          "/revision", "must be a revision of the plan, 0 to %d.".formatted(plan.revision()));
    }
    Entry wrong =
        history
            .entry(command.revision())
            .orElseThrow(
                () ->
                    Refused.rule(
                        "Revision %d was annulled; there is nothing to correct."
                            .formatted(command.revision())));
    requireCorrectable(wrong.event(), command);
    if (set != null) {
      checkMeeting(wrong, set);
    }
    RecordCorrected event =
        new RecordCorrected(
            command.planId(), command.revision(), set, annul, command.reason(), today);
    history.and(new Recorded<>(plan.revision() + 1, 0, now, event));
    return event;
  }

  private static void requireCorrectable(PlanEvent event, CorrectRecord command) {
    boolean fixed =
        event instanceof PlanOpened
            || event instanceof DraftIssued
            || event instanceof DraftWithdrawn
            || event instanceof RecordCorrected
            || (Boolean.TRUE.equals(command.annul()) && event instanceof AmendmentRevised);
    if (fixed) {
      throw Refused.rule(
          "Revision %d is %s, which is never corrected; record what is true now instead."
              .formatted(command.revision(), event.name()));
    }
  }

  private void checkMeeting(Entry wrong, RecordFields set) {
    Minute minute = wrong.minute();
    boolean aboutMeeting =
        set.meetingId() != null || set.agendaItem() != null || set.paragraph() != null;
    if (minute == null) {
      if (aboutMeeting) {
        throw Refused.rule(
            "Revision %d was not decided at a meeting; only its day can be corrected."
                .formatted(wrong.revision()));
      }
      return;
    }
    String meetingId = set.meetingId() == null ? minute.meetingId() : set.meetingId();
    String agendaItem = set.agendaItem() == null ? minute.agendaItem() : set.agendaItem();
    LocalDate on = set.on() == null ? wrong.on() : set.on();
    switch (wrong.event()) {
      case PlanTransmitted any ->
          sittings.deciding(meetingId, agendaItem, null, on, Authority.TRANSMIT);
      case PlanAdopted any -> sittings.deciding(meetingId, agendaItem, null, on, Authority.ADOPT);
      case ProvisionallyAgreed any ->
          sittings.deciding(meetingId, agendaItem, null, on, Authority.AGREE);
      case ProvisionReopened any ->
          sittings.deciding(meetingId, agendaItem, null, on, Authority.AGREE);
      case FrameworkApproved any ->
          sittings.deciding(meetingId, agendaItem, null, on, Authority.AGREE);
      case AmendmentDeclined any ->
          sittings.deciding(meetingId, agendaItem, null, on, Authority.AGREE);
      default -> sittings.at(meetingId, agendaItem, null, on);
    }
  }
}
