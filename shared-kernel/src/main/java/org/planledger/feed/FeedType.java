package org.planledger.feed;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;
import org.planledger.operation.event.DraftPublished;
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
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanOpened;
import org.planledger.plan.event.PlanTransmitted;
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

/**
 * The kinds of event that publishing tools are told of: all that changes what can be shown of a
 * draft, and the life of meetings and documents. A name never changes its meaning; new ones may
 * come.
 */
public enum FeedType {
  PLAN_OPENED("plan.opened", "Plan opened", PlanOpened.class),
  DRAFT_CHANGED(
      "draft.changed",
      "Draft changed",
      ProvisionAdded.class,
      ProvisionMoved.class,
      ProvisionRemoved.class,
      ReferenceAdded.class,
      ProvisionAligned.class,
      AlignmentWithdrawn.class,
      RiskAssessed.class),
  AMENDMENT_PROPOSED(
      "amendment.proposed", "Amendment proposed", AmendmentProposed.class, AmendmentRevised.class),
  AMENDMENT_CLOSED(
      "amendment.closed",
      "Amendment withdrawn or declined",
      AmendmentWithdrawn.class,
      AmendmentDeclined.class),
  TEXT_AGREED("text.agreed", "Text provisionally agreed", ProvisionallyAgreed.class),
  TEXT_REOPENED("text.reopened", "Text reopened", ProvisionReopened.class),
  OUTCOME_RECORDED(
      "outcome.recorded",
      "Outcome without effect on the text",
      NoteTaken.class,
      ProvisionDeferred.class,
      WordingReserved.class),
  TRANSLATION_PROVIDED("translation.provided", "Translation provided", TranslationProvided.class),
  FRAMEWORK_APPROVED("framework.approved", "Framework approved", FrameworkApproved.class),
  CONDITION_FULFILLED(
      "condition.fulfilled", "Condition of a framework fulfilled", ConditionFulfilled.class),
  DRAFT_ISSUED("draft.issued", "Draft issued", DraftIssued.class),
  DRAFT_PUBLISHED("draft.published", "Draft published", DraftPublished.class),
  DRAFT_WITHDRAWN("draft.withdrawn", "Draft withdrawn", DraftWithdrawn.class),
  DEADLINE_SET("deadline.set", "Deadline set", PublicationDeadlineSet.class, DraftScheduled.class),
  STATEMENT_RECORDED("statement.recorded", "Statement recorded", StatementRecorded.class),
  PLAN_TRANSMITTED("plan.transmitted", "Plan transmitted", PlanTransmitted.class),
  PLAN_ADOPTED("plan.adopted", "Plan adopted", PlanAdopted.class),
  RECORD_CORRECTED(
      "record.corrected", "Record corrected", RecordCorrected.class, MeetingRecordCorrected.class),
  MEETING_SCHEDULED(
      "meeting.scheduled", "Meeting scheduled", MeetingScheduled.class, MeetingRescheduled.class),
  MEETING_OPENED("meeting.opened", "Meeting opened", MeetingOpened.class),
  MEETING_CLOSED("meeting.closed", "Meeting closed", MeetingClosed.class),
  AGENDA_ADOPTED("agenda.adopted", "Agenda adopted", AgendaAdopted.class),
  ACTION_CHANGED(
      "action.changed",
      "Action requested or completed",
      ActionRequested.class,
      ActionCompleted.class),
  OUTCOMES_RESERVED("outcomes.reserved", "Outcomes reserved", OutcomesReserved.class),
  RESERVATION_LIFTED("reservation.lifted", "Reservation lifted", ReservationLifted.class),
  REPORT_PUBLISHED("report.published", "Report published", ReportPublished.class),
  CONTRIBUTION_SUBMITTED(
      "contribution.submitted",
      "Contribution submitted",
      ContributionSubmitted.class,
      ContributionRevised.class);

  private static final String PREFIX = "org.planledger.";
  private static final Map<String, FeedType> BY_NAME =
      Stream.of(values()).collect(Collectors.toMap(type -> type.name, Function.identity()));
  private static final Map<String, FeedType> BY_EVENT =
      Stream.of(values())
          .flatMap(type -> type.events.stream().map(event -> Map.entry(event, type)))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String name;
  private final String title;
  private final List<String> events;

  FeedType(String name, String title, Class<?>... events) {
    this.name = PREFIX + name;
    this.title = title;
    this.events = Arrays.stream(events).map(Class::getSimpleName).toList();
  }

  /** The name, such as {@code org.planledger.draft.issued}. */
  @JsonValue
  public String type() {
    return name;
  }

  /** What has happened, in English. */
  public String title() {
    return title;
  }

  /** The stored types of the events that are of this kind. */
  public List<String> events() {
    return events;
  }

  /** The kind of a name. */
  public static Optional<FeedType> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The kind that a stored type is of; empty: nobody is told of it. */
  public static Optional<FeedType> of(String payloadType) {
    return Optional.ofNullable(BY_EVENT.get(payloadType));
  }

  /** The stored types of the events of some kinds. */
  public static List<String> events(Collection<FeedType> types) {
    return types.stream().flatMap(type -> type.events.stream()).toList();
  }
}
