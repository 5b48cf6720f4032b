package org.planledger.webhook.command;

import org.planledger.log.Command;

/** All that can be asked of a webhook. */
public sealed interface WebhookCommand extends Command
    permits MoveWebhook, ResumeWebhook, RotateWebhookSecret, SubscribeWebhook, UnsubscribeWebhook {
  /** Id of the webhook addressed. */
  String webhookId();

  @Override
  default String aggregateId() {
    return "webhook:" + webhookId();
  }
}
