package org.planledger.command.contribution;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.command.decision.Sitting;
import org.planledger.contribution.command.AllocateContribution;
import org.planledger.contribution.command.ContributionCommand;
import org.planledger.contribution.command.IntroduceContribution;
import org.planledger.contribution.command.ReviseContribution;
import org.planledger.contribution.command.SubmitContribution;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.document.DocumentNumber;
import org.planledger.meeting.Meeting;
import org.planledger.problem.Refused;

/** Decides on commands to a contribution. */
final class ContributionDecisions {
  private final @Nullable Contribution known;
  private final Records records;
  private final Instant now;

  ContributionDecisions(@Nullable Contribution known, Records records, Instant now) {
    this.known = known;
    this.records = records;
    this.now = now;
  }

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field or a rule stands against it
   */
  ContributionEvent decide(ContributionCommand command) {
    return switch (command) {
      case SubmitContribution c -> submitted(c);
      case ReviseContribution c -> revised(contribution(c), c);
      case AllocateContribution c -> allocated(contribution(c), c);
      case IntroduceContribution c -> introduced(contribution(c), c);
    };
  }

  private Contribution contribution(ContributionCommand command) {
    if (known == null) {
      throw Refused.notFound("contribution", command.contributionId());
    }
    return known;
  }

  private ContributionSubmitted submitted(SubmitContribution c) {
    if (known != null) {
      throw Refused.rule(
          "Contribution %s is submitted already; revise it, or choose another id."
              .formatted(c.contributionId()));
    }
    return new ContributionSubmitted(
        c.contributionId(), c.submitter(), c.title(), c.document(), day(c.on()));
  }

  private ContributionRevised revised(Contribution contribution, ReviseContribution c) {
    String number = DocumentNumber.parse(contribution.document()).number();
    DocumentNumber document = new DocumentNumber(number, c.revision());
    if (c.revision() < 1) {
      throw Refused.field("/revision", "must be 1 or more.");
    }
    if (c.document() != null
        && !c.document().equals(number)
        && !c.document().equals(document.toString())) {
      throw Refused.field("/document", "must be %s, or be left out.".formatted(document));
    }
    Map<String, String> title = new TreeMap<>(contribution.title());
    title.putAll(c.title());
    return new ContributionRevised(
        contribution.id(),
        c.revision(),
        Objects.requireNonNullElse(c.submitter(), contribution.submitter()),
        title,
        document.toString(),
        day(c.on()));
  }

  private ContributionAllocated allocated(Contribution contribution, AllocateContribution c) {
    Meeting meeting = new Sitting(records).meeting(c.meetingId());
    boolean listed =
        meeting.agendas().stream()
            .flatMap(agenda -> agenda.items().stream())
            .anyMatch(item -> item.number().equals(c.agendaItem()));
    if (!listed) {
      throw Refused.rule(
          "No agenda of meeting %s has an item %s.".formatted(meeting.id(), c.agendaItem()));
    }
    return new ContributionAllocated(contribution.id(), meeting.id(), c.agendaItem(), day(c.on()));
  }

  private ContributionIntroduced introduced(Contribution contribution, IntroduceContribution c) {
    Sitting sitting = new Sitting(records);
    Meeting meeting = sitting.meeting(c.meetingId());
    LocalDate on = c.on();
    if (on == null) {
      on = Objects.requireNonNullElse(meeting.opened(), meeting.from());
    }
    return new ContributionIntroduced(
        contribution.id(),
        sitting.minute(c.meetingId(), c.agendaItem(), c.paragraph(), on),
        contribution.document(),
        on);
  }

  private LocalDate day(@Nullable LocalDate on) {
    return on == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : on;
  }
}
