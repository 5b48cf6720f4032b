package org.planledger.query.entry;

import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.Audience;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationEvent;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.SubjectErased;
import org.planledger.log.Event;
import org.planledger.meeting.MeetingFields;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.operation.event.ApprovalRefused;
import org.planledger.operation.event.BundleExported;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.operation.event.DraftPublished;
import org.planledger.operation.event.ImportEnded;
import org.planledger.operation.event.OperationEvent;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.operation.event.ProjectionRebuilt;
import org.planledger.plan.RecordFields;
import org.planledger.plan.Scope;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AlignmentWithdrawn;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionAligned;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.ReferenceAdded;
import org.planledger.plan.event.RiskAssessed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.WordingReserved;

/** What happened, in plain English, as a secretary would minute it. */
final class Sentence {
  private static final int NAMED = 5;

  private final Persons persons;

  /** Calls people as these do. */
  Sentence(Persons persons) {
    this.persons = persons;
  }

  /** The sentence of an event, without a full stop. */
  String of(Event event) {
    return switch (event) {
      case PlanEvent e -> plan(e);
      case MeetingEvent e -> meeting(e);
      case ContributionEvent e -> contribution(e);
      case ConsultationEvent e -> consultation(e);
      case KeyRotated e -> "Had another key sign the ledger" + why(e.reason());
      case SubjectErased e -> "Erased the name of " + e.person();
      case OperationEvent e -> operation(e);
      default -> event.name();
    };
  }

  private String plan(PlanEvent event) {
    return switch (event) {
      case PlanOpened e -> "Opened the plan";
      case ProvisionAdded e ->
          "Added %s (%s)%s"
              .formatted(
                  e.provision().provisionId(), e.provision().kind(), below(e.provision().place()));
      case ProvisionMoved e -> "Moved %s%s".formatted(e.provisionId(), newPlace(e.place()));
      case ProvisionRemoved e -> "Took %s out of the draft".formatted(list(e.provisionIds()));
      case ReferenceAdded e ->
          "Added the reference %s to %s"
              .formatted(
                  e.reference().citation(), e.provisionId() == null ? "the plan" : e.provisionId());
      case AmendmentProposed e ->
          "%s proposed amendment %s: %s%s"
              .formatted(
                  persons.called(e.proposer()),
                  e.amendmentId(),
                  proposal(e.proposal()),
                  in(e.document()));
      case AmendmentRevised e ->
          "Amendment %s was revised: %s%s"
              .formatted(e.amendmentId(), proposal(e.proposal()), in(e.document()));
      case AmendmentWithdrawn e ->
          "Amendment %s was withdrawn%s".formatted(e.amendmentId(), why(e.reason()));
      case AmendmentDeclined e ->
          "Declined amendment %s%s".formatted(e.amendmentId(), why(e.reason()));
      case ProvisionallyAgreed e -> "Provisionally agreed " + agreed(e.items());
      case ProvisionReopened e -> "Reopened %s%s".formatted(e.provisionId(), why(e.reason()));
      case ProvisionDeferred e ->
          "Deferred %s%s%s"
              .formatted(
                  e.provisionId(),
                  e.untilMeetingId() == null ? "" : " until meeting " + e.untilMeetingId(),
                  why(e.reason()));
      case WordingReserved e ->
          "Reserved the wording of %s%s".formatted(e.provisionId(), why(e.reason()));
      case NoteTaken e -> "Took note of " + noted(e);
      case StatementRecorded e -> statement(e);
      case FrameworkApproved e ->
          "Approved framework %s over %s%s"
              .formatted(
                  e.frameworkId(),
                  list(e.members().stream().map(FrameworkMember::provisionId).toList()),
                  e.conditions().isEmpty()
                      ? ""
                      : ", on condition that: " + String.join("; ", e.conditions()));
      case ConditionFulfilled e ->
          "Found condition %d of framework %s fulfilled%s"
              .formatted(e.condition(), e.frameworkId(), why(e.note()));
      case TranslationProvided e ->
          "Put %s into %s, rendering revision %d"
              .formatted(e.provisionId(), language(e.language()), e.renders());
      case ProvisionAligned e ->
          "%s to align %s with %s %s"
              .formatted(
                  e.minute() == null ? "Proposed" : "Agreed",
                  e.provisionId(),
                  e.framework(),
                  e.target());
      case AlignmentWithdrawn e ->
          "Withdrew alignment %s%s".formatted(e.alignmentId(), why(e.reason()));
      case RiskAssessed e ->
          "Assessed the risk %s: likelihood %s, impact %s%s"
              .formatted(
                  e.provisionId(),
                  word(e.likelihood()),
                  word(e.impact()),
                  e.mitigations().isEmpty() ? "" : ", mitigated by " + list(e.mitigations()));
      case DraftIssued e -> "Issued revision %d as %s".formatted(e.revision(), e.document());
      case DraftScheduled e ->
          "Scheduled draft %s to be issued by itself %s".formatted(e.document(), due(e));
      case DraftWithdrawn e -> "Withdrew draft %s%s".formatted(e.document(), why(e.reason()));
      case PublicationDeadlineSet e ->
          "Set the draft%s to be published %s before meeting %s"
              .formatted(
                  e.document() == null ? "" : " " + e.document(),
                  period(e.period()),
                  e.beforeMeetingId());
      case PlanTransmitted e -> "Transmitted the plan: every agreed text is approved";
      case PlanAdopted e -> "Adopted the plan";
      case RecordCorrected e ->
          correction(e.revision(), e.set() == null ? null : changed(e.set()), e.reason());
    };
  }

  private String meeting(MeetingEvent event) {
    return switch (event) {
      case MeetingScheduled e ->
          "Scheduled meeting %s of %s for %s%s"
              .formatted(e.number(), e.body(), days(e.from(), e.to()), sure(e.tentative()));
      case MeetingRescheduled e ->
          "Set the meeting for %s%s%s"
              .formatted(days(e.from(), e.to()), sure(e.tentative()), why(e.reason()));
      case AgendaAdopted e -> "Adopted agenda %s".formatted(e.document());
      case MeetingOpened e -> "Opened the meeting";
      case MeetingClosed e -> "Closed the meeting";
      case OutcomesReserved e ->
          "Ruled that all outcomes of the meeting are preliminary%s".formatted(why(e.reason()));
      case ReservationLifted e ->
          "Lifted the reservation on the outcomes of meeting %s%s"
              .formatted(e.meetingId(), why(e.reason()));
      case ReportPublished e -> "Published the report as %s".formatted(e.document());
      case ActionRequested e ->
          "Asked %s: %s"
              .formatted(list(e.assignees().stream().map(persons::called).toList()), e.text());
      case ActionCompleted e -> "Action %s was done%s".formatted(e.actionId(), why(e.note()));
      case MeetingRecordCorrected e ->
          correction(e.revision(), e.set() == null ? null : changed(e.set()), e.reason());
    };
  }

  private String contribution(ContributionEvent event) {
    return switch (event) {
      case ContributionSubmitted e ->
          "%s submitted %s".formatted(persons.called(e.submitter()), e.document());
      case ContributionRevised e ->
          "%s submitted %s".formatted(persons.called(e.submitter()), e.document());
      case ContributionAllocated e ->
          "Put the contribution under item %s of meeting %s"
              .formatted(e.agendaItem(), e.meetingId());
      case ContributionIntroduced e -> "Introduced %s".formatted(e.document());
    };
  }

  private static String consultation(ConsultationEvent event) {
    return switch (event) {
      case ConsultationOpened e ->
          "Opened the %s %s%s"
              .formatted(
                  audience(e.audience()),
                  e.consultationId(),
                  e.until() == null ? "" : " until " + e.until());
      case ConsultationPostponed e ->
          "Postponed the %s %s until after meeting %s%s"
              .formatted(
                  audience(e.audience()), e.consultationId(), e.afterMeetingId(), why(e.reason()));
      case ConsultationClosed e -> "Closed the consultation";
      case FindingsRecorded e ->
          "Recorded %s of the consultation%s"
              .formatted(count(e.findings().size(), "finding"), in(e.document()));
    };
  }

  private static String operation(OperationEvent event) {
    return switch (event) {
      case ApprovalRefused e ->
          "Was refused %s on plan %s: %s".formatted(e.command(), e.planId(), e.detail());
      case BundleExported e ->
          "Took away a bundle of the first %s".formatted(count(e.size(), "event"));
      case ImportEnded e ->
          "Imported %s, %d of them carried out earlier%s"
              .formatted(
                  count(e.applied() + e.repeated(), "line"),
                  e.repeated(),
                  e.stoppedAt() == null
                      ? ""
                      : ", up to line %d, which was refused".formatted(e.stoppedAt()));
      case DeadLetterRetried e ->
          "Had %s handle again what it had set aside of %s%s"
              .formatted(e.group(), e.sequence(), why(e.note()));
      case DeadLetterDiscarded e ->
          "Gave up %s, which %s had set aside of %s%s"
              .formatted(e.letter(), e.group(), e.sequence(), why(e.reason()));
      case DraftPublished e ->
          "Published draft %s of plan %s with the SHA-256 %s"
              .formatted(e.document(), e.planId(), e.sha256());
      case ProjectionRebuildRequested e ->
          "Asked for %s to be made anew%s".formatted(e.projection(), why(e.reason()));
      case ProjectionRebuilt e ->
          "Made %s anew up to position %d, which changed %s"
              .formatted(e.projection(), e.position(), count(e.differences(), "row"));
    };
  }

  private static String due(DraftScheduled e) {
    if (e.period() != null) {
      return "%s before meeting %s".formatted(period(e.period()), e.beforeMeetingId());
    }
    return e.atCloseOf() == null
        ? "at the close of each meeting of " + e.atCloseOfEach()
        : "at the close of meeting " + e.atCloseOf();
  }

  private static String audience(Audience audience) {
    return switch (audience) {
      case PUBLIC -> "public consultation";
      case STAFF -> "staff survey";
    };
  }

  private static String agreed(List<AgreedItem> items) {
    List<String> kept = new ArrayList<>();
    List<String> structure = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (AgreedItem item : items) {
      if (item.inserted() != null || item.removed() || !item.amendments().isEmpty()) {
        changed.add(changed(item));
      } else if (item.scope() == Scope.STRUCTURE) {
        structure.add(item.provisionId());
      } else if (item.asModified() || !item.text().isEmpty() || !item.heading().isEmpty()) {
        changed.add(changed(item));
      } else {
        kept.add(item.provisionId());
      }
    }
    List<String> parts = new ArrayList<>(changed);
    if (!structure.isEmpty()) {
      parts.add("the place and heading of " + list(structure));
    }
    if (!kept.isEmpty()) {
      parts.add(
          "%s, kept as %s".formatted(list(kept), kept.size() == 1 ? "it stands" : "they stand"));
    }
    return parts.size() <= NAMED
        ? String.join("; ", parts)
        : String.join("; ", parts.subList(0, NAMED))
            + "; and %d more".formatted(parts.size() - NAMED);
  }

  private static String changed(AgreedItem item) {
    String what = item.provisionId();
    if (item.removed()) {
      what = "to take %s out".formatted(item.provisionId());
    } else if (item.inserted() != null) {
      what += " as a new provision";
    } else if (item.place() != null) {
      what += " in a new place";
    }
    if (item.asModified()) {
      what += " in words of the meeting's own";
    }
    return item.amendments().isEmpty()
        ? what
        : "%s %s %s"
            .formatted(
                what, item.asModified() ? "settling" : "as proposed in", list(item.amendments()));
  }

  private static String proposal(Proposal proposal) {
    return switch (proposal) {
      case Proposal.Rewording rewording ->
          "other words for %s in %s"
              .formatted(
                  rewording.provisionId(),
                  list(
                      Stream.concat(
                              rewording.text().keySet().stream(),
                              rewording.heading().keySet().stream())
                          .collect(java.util.stream.Collectors.toCollection(TreeSet::new))
                          .stream()
                          .map(Sentence::language)
                          .toList()));
      case Proposal.Insertion insertion ->
          "to add %s (%s)%s"
              .formatted(
                  insertion.provisionId(),
                  insertion.provision().kind(),
                  below(insertion.provision().place()));
      case Proposal.Removal removal -> "to take out " + removal.provisionId();
      case Proposal.Move move ->
          "to move %s%s".formatted(move.provisionId(), newPlace(move.place()));
    };
  }

  private static String noted(NoteTaken note) {
    List<String> what = new ArrayList<>(note.provisions());
    if (note.consultationId() != null) {
      what.add("the findings of consultation " + note.consultationId());
    }
    if (note.document() != null) {
      what.add(note.document());
    } else if (note.contributionId() != null) {
      what.add("contribution " + note.contributionId());
    }
    if (what.isEmpty()) {
      return note.subject() == null ? "what was said" : note.subject();
    }
    return list(what) + why(note.subject());
  }

  private String statement(StatementRecorded statement) {
    String who =
        statement.delegations().isEmpty()
            ? ""
            : list(statement.delegations().stream().map(persons::called).toList());
    if (statement.by() != null) {
      String voices =
          word(statement.by())
              + (statement.by() == org.planledger.plan.Voices.ONE ? " delegation" : " delegations");
      who = who.isEmpty() ? voices : "%s (%s)".formatted(voices, who);
    }
    return "%s said%s: %s"
        .formatted(
            who.isEmpty() ? "It was" : capital(who),
            statement.provisions().isEmpty() ? "" : " on " + list(statement.provisions()),
            statement.text());
  }

  private static String correction(
      long revision, @Nullable Map<String, Object> changed, String reason) {
    if (changed == null) {
      return "Annulled revision %d, which was recorded in error%s".formatted(revision, why(reason));
    }
    return "Corrected revision %d: %s%s"
        .formatted(
            revision,
            list(
                changed.entrySet().stream()
                    .map(field -> "%s is %s".formatted(field.getKey(), field.getValue()))
                    .toList()),
            why(reason));
  }

  private static Map<String, Object> changed(RecordFields set) {
    Map<String, Object> all = new java.util.LinkedHashMap<>();
    put(all, "the meeting", set.meetingId());
    put(all, "the agenda item", set.agendaItem());
    put(all, "the paragraph", set.paragraph());
    put(all, "the day", set.on());
    return all;
  }

  private static Map<String, Object> changed(MeetingFields set) {
    Map<String, Object> all = new java.util.LinkedHashMap<>();
    put(all, "the body", set.body());
    put(all, "the number", set.number());
    put(all, "the first day", set.from());
    put(all, "the last day", set.to());
    put(all, "the place", set.place());
    put(all, "the agenda item", set.agendaItem());
    put(all, "the paragraph", set.paragraph());
    put(all, "the stated reason", set.reason());
    put(all, "the day", set.on());
    return all;
  }

  private static void put(Map<String, Object> all, String name, @Nullable Object value) {
    if (value != null) {
      all.put(name, value);
    }
  }

  private static String below(Place place) {
    return place.parentId() == null ? "" : " below " + place.parentId();
  }

  private static String newPlace(Place place) {
    String where = place.parentId() == null ? " to the top level" : " below " + place.parentId();
    if (place.after() == null) {
      return where;
    }
    return where + (place.after().isEmpty() ? ", first" : ", behind " + place.after());
  }

  private static String in(@Nullable String document) {
    return document == null ? "" : " (%s)".formatted(document);
  }

  private static String why(@Nullable String reason) {
    return reason == null || reason.isBlank() ? "" : ": " + reason;
  }

  private static String sure(boolean tentative) {
    return tentative ? ", tentatively" : "";
  }

  private static String days(LocalDate from, LocalDate to) {
    return from.equals(to) ? from.toString() : "%s to %s".formatted(from, to);
  }

  @SuppressWarnings("JavaPeriodGetDays") // years and months are told as well
  private static String period(Period period) {
    List<String> parts = new ArrayList<>();
    if (period.getYears() != 0) {
      parts.add(count(period.getYears(), "year"));
    }
    if (period.getMonths() != 0) {
      parts.add(count(period.getMonths(), "month"));
    }
    if (period.getDays() != 0 || parts.isEmpty()) {
      parts.add(count(period.getDays(), "day"));
    }
    return list(parts);
  }

  private static String count(long number, String what) {
    return number == 1 ? "1 " + what : "%d %ss".formatted(number, what);
  }

  private static String language(String tag) {
    return Locale.forLanguageTag(tag).getDisplayName(Locale.ENGLISH);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String list(List<String> all) {
    List<String> named = all.size() <= NAMED ? all : new ArrayList<>(all.subList(0, NAMED));
    if (all.size() > NAMED) {
      named.add("%d more".formatted(all.size() - NAMED));
    }
    return named.size() < 2
        ? String.join("", named)
        : String.join(", ", named.subList(0, named.size() - 1))
            + " and "
            + named.get(named.size() - 1);
  }
}
