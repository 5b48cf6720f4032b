package org.planledger.query.entry;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Event;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.operation.event.ApprovalRefused;
import org.planledger.operation.event.DraftPublished;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentRevised;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionAligned;
import org.planledger.plan.event.ProvisionDeferred;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.ReferenceAdded;
import org.planledger.plan.event.RiskAssessed;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.WordingReserved;

/** What an event is about: ids of provisions and of amendments, the number of a document. */
public record Concerned(
    List<String> provisions, List<String> amendments, @Nullable String document) {
  private static final Concerned NOTHING = new Concerned(List.of(), List.of(), null);

  /** What an event names. */
  public static Concerned by(Event event) {
    return switch (event) {
      case ProvisionAdded e -> provisions(e.provision().provisionId());
      case ProvisionMoved e -> provisions(e.provisionId());
      case ProvisionRemoved e -> new Concerned(e.provisionIds(), List.of(), null);
      case ReferenceAdded e -> e.provisionId() == null ? NOTHING : provisions(e.provisionId());
      case ProvisionallyAgreed e ->
          new Concerned(
              e.items().stream().map(AgreedItem::provisionId).distinct().toList(),
              e.items().stream().flatMap(item -> item.amendments().stream()).distinct().toList(),
              null);
      case ProvisionReopened e -> provisions(e.provisionId());
      case ProvisionDeferred e -> provisions(e.provisionId());
      case WordingReserved e -> provisions(e.provisionId());
      case TranslationProvided e -> provisions(e.provisionId());
      case ProvisionAligned e -> provisions(e.provisionId());
      case RiskAssessed e ->
          new Concerned(
              Stream.concat(Stream.of(e.provisionId()), e.mitigations().stream())
                  .distinct()
                  .toList(),
              List.of(),
              null);
      case FrameworkApproved e ->
          new Concerned(
              e.members().stream().map(FrameworkMember::provisionId).toList(), List.of(), null);
      case NoteTaken e -> new Concerned(e.provisions(), List.of(), e.document());
      case StatementRecorded e -> new Concerned(e.provisions(), List.of(), null);
      case AmendmentProposed e ->
          new Concerned(
              List.of(e.proposal().provisionId()), List.of(e.amendmentId()), e.document());
      case AmendmentRevised e ->
          new Concerned(
              List.of(e.proposal().provisionId()), List.of(e.amendmentId()), e.document());
      case AmendmentWithdrawn e -> new Concerned(List.of(), List.of(e.amendmentId()), null);
      case AmendmentDeclined e -> new Concerned(List.of(), List.of(e.amendmentId()), null);
      case ApprovalRefused e -> new Concerned(e.provisions(), e.amendments(), null);
      case DraftIssued e -> document(e.document());
      case DraftScheduled e -> document(e.document());
      case DraftWithdrawn e -> document(e.document());
      case DraftPublished e -> document(e.document());
      case PublicationDeadlineSet e -> document(e.document());
      case AgendaAdopted e -> document(e.document());
      case ReportPublished e -> document(e.document());
      case ContributionSubmitted e -> document(e.document());
      case ContributionRevised e -> document(e.document());
      case ContributionIntroduced e -> document(e.document());
      case FindingsRecorded e -> document(e.document());
      default -> NOTHING;
    };
  }

  private static Concerned provisions(String id) {
    return new Concerned(List.of(id), List.of(), null);
  }

  private static Concerned document(@Nullable String number) {
    return new Concerned(List.of(), List.of(), number);
  }
}
