package org.planledger.command.contribution;

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
import org.planledger.contribution.command.ContributionCommand;
import org.planledger.contribution.event.ContributionEvent;

/** A contribution in the event store. */
public final class ContributionAggregate extends Decider {
  /** Name under which the command bus knows every command to a contribution. */
  public static final String COMMAND = "ContributionCommand";

  private @Nullable Contribution contribution;

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      ContributionCommand command,
      MetaData metaData,
      Records records,
      DocumentNumbers documents,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new ContributionDecisions(contribution, records, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(ContributionEvent event, @SequenceNumber long revision, MetaData metaData) {
    contribution = Contribution.after(contribution, event);
    recorded(event, revision, metaData);
  }
}
