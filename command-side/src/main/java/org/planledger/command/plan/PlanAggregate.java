package org.planledger.command.plan;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.Timestamp;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.serialization.Revision;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Decider;
import org.planledger.command.decision.Records;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.log.Recorded;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.event.PlanEvent;

/** A plan in the event store. */
@Revision("1")
public final class PlanAggregate extends Decider {
  /** Name under which the command bus knows every command to a plan. */
  public static final String COMMAND = "PlanCommand";

  private Plan plan = Plan.NONE;

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      PlanCommand command,
      MetaData metaData,
      Records records,
      DocumentNumbers documents,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new PlanDecisions(plan, records, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(
      PlanEvent event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData,
      Records records) {
    Recorded<PlanEvent> next = new Recorded<>(revision, 0, recordedAt, event);
    Optional<Plan> follows = plan.after(next);
    plan = follows.orElseGet(() -> Plan.of(foldedWith(next, records)));
    recorded(event, revision, metaData);
  }

  /** The whole stream up to an event that comes out of decided order. */
  private static PlanHistory foldedWith(Recorded<PlanEvent> next, Records records) {
    return records.plan(next.event().planId()).before(next.revision()).and(next);
  }
}
