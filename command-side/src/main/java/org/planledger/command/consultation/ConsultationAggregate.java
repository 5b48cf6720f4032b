package org.planledger.command.consultation;

import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Decider;
import org.planledger.command.decision.Records;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.consultation.command.ConsultationCommand;
import org.planledger.consultation.event.ConsultationEvent;

/** A consultation in the event store. */
public final class ConsultationAggregate extends Decider {
  /** Name under which the command bus knows every command to a consultation. */
  public static final String COMMAND = "ConsultationCommand";

  private @Nullable Consultation consultation;

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      ConsultationCommand command,
      MetaData metaData,
      Records records,
      DocumentNumbers documents,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new ConsultationDecisions(consultation, records, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(ConsultationEvent event, @SequenceNumber long revision, MetaData metaData) {
    consultation = Consultation.after(consultation, event);
    recorded(event, revision, metaData);
  }
}
