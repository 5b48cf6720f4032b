package org.planledger.command.ledger;

import java.time.Clock;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.CreationPolicy;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Decider;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.ledger.command.LedgerCommand;
import org.planledger.ledger.event.KeyRotated;
import org.planledger.ledger.event.LedgerEvent;
import org.planledger.ledger.event.SubjectErased;

/** The ledger in the event store. */
public final class LedgerAggregate extends Decider {
  /** Name under which the command bus knows every command to the ledger. */
  public static final String COMMAND = "LedgerCommand";

  private PSet<String> keys = HashTreePSet.empty();
  private PSet<String> erased = HashTreePSet.empty();

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      LedgerCommand command,
      MetaData metaData,
      DocumentNumbers documents,
      LogName log,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new LedgerDecisions(log.origin(), keys, erased, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(LedgerEvent event, @SequenceNumber long revision, MetaData metaData) {
    switch (event) {
      case KeyRotated e -> keys = keys.plus(e.key());
      case SubjectErased e -> erased = erased.plus(e.person());
    }
    recorded(event, revision, metaData);
  }
}
