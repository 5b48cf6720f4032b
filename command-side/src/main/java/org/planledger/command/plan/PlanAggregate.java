package org.planledger.command.plan;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import org.planledger.problem.Refused;

/** A plan in the event store. */
@Revision("1")
public final class PlanAggregate extends Decider {
  /** Name under which the command bus knows every command to a plan. */
  public static final String COMMAND = "PlanCommand";

  /** Name under which the command bus knows {@link ProposeTogether}. */
  public static final String TOGETHER = "ProposeTogether";

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

  /** A refusal of one is one of all: nothing of this unit of work is recorded then. */
  @CommandHandler(commandName = TOGETHER)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  List<Decided> decide(
      ProposeTogether together, Records records, DocumentNumbers documents, Clock clock) {
    List<Decided> decided = new ArrayList<>();
    for (ProposeTogether.Requested each : together.proposals()) {
      try {
        decided.add(
            carryOut(
                each.command(),
                each.request(),
                documents,
                () -> new PlanDecisions(plan, records, clock.instant()).decide(each.command())));
      } catch (Refused refused) {
        throw ProposeTogether.refused(decided.size() + 1L, refused.problem());
      }
    }
    return List.copyOf(decided);
  }

  @EventSourcingHandler
  void evolve(
      PlanEvent event,
      @SequenceNumber long revision,
      @Timestamp Instant recordedAt,
      MetaData metaData,
      Records records) {
    Recorded<PlanEvent> next = new Recorded<>(revision, 0, recordedAt, event);
    Optional<Plan> follows =
        plan.after(
            next,
            (provisionId, language, version) ->
                records.plan(event.planId()).version(provisionId, language, version));
    plan = follows.orElseGet(() -> Plan.of(foldedWith(next, records)));
    recorded(event, revision, metaData);
  }

  /** The whole stream up to an event that comes out of decided order. */
  private static PlanHistory foldedWith(Recorded<PlanEvent> next, Records records) {
    return records.plan(next.event().planId()).before(next.revision()).and(next);
  }
}
