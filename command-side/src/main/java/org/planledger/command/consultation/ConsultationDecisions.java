package org.planledger.command.consultation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Sitting;
import org.planledger.consultation.Audience;
import org.planledger.consultation.command.CloseConsultation;
import org.planledger.consultation.command.ConsultationCommand;
import org.planledger.consultation.command.OpenConsultation;
import org.planledger.consultation.command.PostponeConsultation;
import org.planledger.consultation.command.RecordFindings;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationEvent;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.problem.Refused;

/** Decides on commands to a consultation. */
final class ConsultationDecisions {
  private final @Nullable Consultation known;
  private final Records records;
  private final Instant now;

  ConsultationDecisions(@Nullable Consultation known, Records records, Instant now) {
    this.known = known;
    this.records = records;
    this.now = now;
  }

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field or a rule stands against it
   */
  ConsultationEvent decide(ConsultationCommand command) {
    return switch (command) {
      case OpenConsultation c -> opened(c);
      case PostponeConsultation c -> postponed(c);
      case CloseConsultation c -> {
        if (consultation(c).state() != Consultation.State.OPEN) {
          throw Refused.rule("Consultation %s is not open.".formatted(c.consultationId()));
        }
        yield new ConsultationClosed(c.consultationId(), day(c.on()));
      }
      case RecordFindings c -> {
        if (consultation(c).state() == Consultation.State.POSTPONED) {
          throw Refused.rule(
              "Consultation %s is postponed and has found nothing; open it first."
                  .formatted(c.consultationId()));
        }
        yield new FindingsRecorded(c.consultationId(), c.findings(), c.document(), day(c.on()));
      }
    };
  }

  private Consultation consultation(ConsultationCommand command) {
    if (known == null) {
      throw Refused.notFound("consultation", command.consultationId());
    }
    return known;
  }

  private ConsultationOpened opened(OpenConsultation c) {
    if (known != null && known.state() != Consultation.State.POSTPONED) {
      throw Refused.rule(
          "Consultation %s is %s already; choose another id."
              .formatted(c.consultationId(), known.state()));
    }
    requirePlan(c.planId());
    return new ConsultationOpened(
        c.consultationId(), c.title(), c.audience(), c.planId(), c.until(), day(c.on()));
  }

  private ConsultationPostponed postponed(PostponeConsultation c) {
    if (known != null && known.state() == Consultation.State.CLOSED) {
      throw Refused.rule(
          "Consultation %s is closed; it cannot be postponed.".formatted(c.consultationId()));
    }
    Sitting sitting = new Sitting(records);
    sitting.meeting(c.afterMeetingId());
    requirePlan(c.planId());
    Map<String, String> title = c.title();
    if (title.isEmpty()) {
      if (known == null) {
        throw Refused.field("/title", "is needed for a consultation not announced before.");
      }
      title = known.title();
    }
    LocalDate on = day(c.on());
    return new ConsultationPostponed(
        c.consultationId(),
        title,
        Objects.requireNonNullElse(
            c.audience(), known == null ? Audience.PUBLIC : known.audience()),
        c.planId() == null && known != null ? known.planId() : c.planId(),
        c.afterMeetingId(),
        c.reason(),
        sitting.minute(c.meetingId(), c.agendaItem(), c.paragraph(), on),
        on);
  }

  private void requirePlan(@Nullable String planId) {
    if (planId != null && !records.exists("plan:" + planId)) {
      throw Refused.notFound("plan", planId);
    }
  }

  private LocalDate day(@Nullable LocalDate on) {
    return on == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : on;
  }
}
