package org.planledger.command.webhook;

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
import org.planledger.outbound.Destinations;
import org.planledger.webhook.command.WebhookCommand;
import org.planledger.webhook.event.WebhookEvent;
import org.planledger.webhook.event.WebhookMoved;
import org.planledger.webhook.event.WebhookResumed;
import org.planledger.webhook.event.WebhookSecretRotated;
import org.planledger.webhook.event.WebhookSubscribed;
import org.planledger.webhook.event.WebhookUnsubscribed;

/** A webhook in the event store. */
public final class WebhookAggregate extends Decider {
  /** Name under which the command bus knows every command to a webhook. */
  public static final String COMMAND = "WebhookCommand";

  /** Null: there is no subscription. */
  private @Nullable String url;

  @CommandHandler(commandName = COMMAND)
  @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
  Decided decide(
      WebhookCommand command,
      MetaData metaData,
      Records records,
      DocumentNumbers documents,
      Destinations destinations,
      Clock clock) {
    return carryOut(
        command,
        metaData,
        documents,
        () -> new WebhookDecisions(url, records, destinations, clock.instant()).decide(command));
  }

  @EventSourcingHandler
  void evolve(WebhookEvent event, @SequenceNumber long revision, MetaData metaData) {
    url =
        switch (event) {
          case WebhookSubscribed e -> e.url();
          case WebhookMoved e -> e.url();
          case WebhookResumed ignored -> url;
          case WebhookSecretRotated ignored -> url;
          case WebhookUnsubscribed ignored -> null;
        };
    recorded(event, revision, metaData);
  }
}
