package org.planledger.command.operation;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Decider;
import org.planledger.command.document.DocumentNumbers;
import org.planledger.operation.command.DiscardDeadLetter;
import org.planledger.operation.command.OperationCommand;
import org.planledger.operation.command.RebuildProjection;
import org.planledger.operation.command.RetryDeadLetter;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.operation.event.OperationEvent;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.problem.Refused;

/**
 * The operations in the event store. Nothing in the log stands against what is asked for, so that
 * it is recorded also where it turns out to have no effect.
 */
public final class OperationAggregate extends Decider {
  /** Name under which the command bus knows every command of operators. */
  public static final String COMMAND = "OperationCommand";

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      OperationCommand command, MetaData metaData, DocumentNumbers documents, Clock clock) {
    return carryOut(command, metaData, documents, () -> decided(command, clock));
  }

  private static OperationEvent decided(OperationCommand command, Clock clock) {
    return switch (command) {
      case RetryDeadLetter c ->
          new DeadLetterRetried(c.group(), c.sequence(), c.note(), day(c.on(), clock));
      case DiscardDeadLetter c ->
          new DeadLetterDiscarded(
              c.group(), c.sequence(), c.letter(), c.reason(), day(c.on(), clock));
      case RebuildProjection c -> {
        if (!List.of(RebuildProjection.LISTS, RebuildProjection.TEXTS).contains(c.projection())) {
          throw Refused.rule(
              "\"%s\" is not made anew; write %s or %s."
                  .formatted(c.projection(), RebuildProjection.LISTS, RebuildProjection.TEXTS));
        }
        yield new ProjectionRebuildRequested(c.projection(), c.reason(), day(c.on(), clock));
      }
    };
  }

  private static LocalDate day(@Nullable LocalDate on, Clock clock) {
    return on == null ? LocalDate.now(clock) : on;
  }

  @EventSourcingHandler
  void evolve(OperationEvent event, @SequenceNumber long revision, MetaData metaData) {
    recorded(event, revision, metaData);
  }
}
