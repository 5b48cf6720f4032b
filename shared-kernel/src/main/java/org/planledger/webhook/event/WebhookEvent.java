package org.planledger.webhook.event;

import org.planledger.log.Event;

/** All that can have happened to a webhook. No event holds a secret. */
public sealed interface WebhookEvent extends Event
    permits WebhookMoved,
        WebhookResumed,
        WebhookSecretRotated,
        WebhookSubscribed,
        WebhookUnsubscribed {
  /** Id of the webhook. */
  String webhookId();

  @Override
  default String aggregateId() {
    return "webhook:" + webhookId();
  }
}
