package org.planledger.command.document;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.Repository;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.document.DocumentNumber;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.document.event.DocumentUse;
import org.planledger.log.Event;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.plan.event.DraftIssued;

/**
 * Uses document numbers in the unit of work of the command that needs them: both events are
 * appended, or neither is.
 */
public final class DocumentNumbers {
  private final Supplier<Repository<NumberedDocument>> repository;

  /** Numbers kept in this repository, which is there when the first command comes. */
  public DocumentNumbers(Supplier<Repository<NumberedDocument>> repository) {
    this.repository = repository;
  }

  /**
   * Registers the number that an event uses, if it uses one.
   *
   * @throws org.planledger.problem.Refused when the number may not be used so
   */
  public void register(Event event, Map<String, Object> metaData) {
    useBy(event)
        .ifPresent(
            use -> {
              try {
                repository
                    .get()
                    .loadOrCreate(use.aggregateId(), NumberedDocument::new)
                    .execute(document -> document.use(use, MetaData.from(metaData)));
              } catch (RuntimeException e) {
                throw e;
              } catch (Exception e) {
                throw new IllegalStateException("A document number could not be loaded", e);
              }
            });
  }

  private static Optional<DocumentNumberUsed> useBy(Event event) {
    return switch (event) {
      case ContributionSubmitted e -> Optional.of(use(e.document(), DocumentUse.CONTRIBUTION, e));
      case ContributionRevised e -> Optional.of(use(e.document(), DocumentUse.CONTRIBUTION, e));
      case AgendaAdopted e -> Optional.of(use(e.document(), DocumentUse.AGENDA, e));
      case ReportPublished e -> Optional.of(use(e.document(), DocumentUse.REPORT, e));
      case DraftIssued e -> Optional.of(use(e.document(), DocumentUse.ISSUED_DRAFT, e));
      default -> Optional.empty();
    };
  }

  private static DocumentNumberUsed use(String document, DocumentUse use, Event event) {
    DocumentNumber number = DocumentNumber.parse(document);
    return new DocumentNumberUsed(
        number.number(), number.revision(), use, event.aggregateId(), event.on());
  }
}
