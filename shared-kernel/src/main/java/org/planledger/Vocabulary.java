package org.planledger;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.planledger.consultation.command.ConsultationCommand;
import org.planledger.consultation.event.ConsultationEvent;
import org.planledger.contribution.command.ContributionCommand;
import org.planledger.contribution.event.ContributionEvent;
import org.planledger.document.event.DocumentNumberUsed;
import org.planledger.ledger.command.LedgerCommand;
import org.planledger.ledger.event.LedgerEvent;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.meeting.command.MeetingCommand;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.operation.command.OperationCommand;
import org.planledger.operation.event.OperationEvent;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.event.PlanEvent;
import org.planledger.webhook.command.WebhookCommand;
import org.planledger.webhook.event.WebhookEvent;

/** Everything that can be asked of the product, and everything that can have happened in it. */
public final class Vocabulary {
  /** All commands. */
  public static final List<Class<? extends Command>> COMMANDS =
      Stream.of(
              PlanCommand.class,
              MeetingCommand.class,
              ContributionCommand.class,
              ConsultationCommand.class,
              LedgerCommand.class,
              OperationCommand.class,
              WebhookCommand.class)
          .flatMap(Vocabulary::permitted)
          .<Class<? extends Command>>map(type -> type.asSubclass(Command.class))
          .toList();

  /** All events. */
  public static final List<Class<? extends Event>> EVENTS =
      Stream.concat(
              Stream.of(
                      PlanEvent.class,
                      MeetingEvent.class,
                      ContributionEvent.class,
                      ConsultationEvent.class,
                      LedgerEvent.class,
                      OperationEvent.class,
                      WebhookEvent.class)
                  .flatMap(Vocabulary::permitted),
              Stream.of(DocumentNumberUsed.class))
          .<Class<? extends Event>>map(type -> type.asSubclass(Event.class))
          .toList();

  private Vocabulary() {}

  private static Stream<Class<?>> permitted(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses());
  }
}
