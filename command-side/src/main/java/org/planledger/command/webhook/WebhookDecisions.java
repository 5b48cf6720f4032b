package org.planledger.command.webhook;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.planledger.command.decision.Records;
import org.planledger.outbound.Destinations;
import org.planledger.problem.Refused;
import org.planledger.webhook.command.MoveWebhook;
import org.planledger.webhook.command.ResumeWebhook;
import org.planledger.webhook.command.RotateWebhookSecret;
import org.planledger.webhook.command.SubscribeWebhook;
import org.planledger.webhook.command.UnsubscribeWebhook;
import org.planledger.webhook.command.WebhookCommand;
import org.planledger.webhook.event.WebhookEvent;
import org.planledger.webhook.event.WebhookMoved;
import org.planledger.webhook.event.WebhookResumed;
import org.planledger.webhook.event.WebhookSecretRotated;
import org.planledger.webhook.event.WebhookSubscribed;
import org.planledger.webhook.event.WebhookUnsubscribed;

/**
 * Decides on commands to a webhook.
 *
 * @param url where its receiver is; null: there is no subscription
 */
record WebhookDecisions(
    @Nullable String url, Records records, Destinations destinations, Instant now) {

  /**
   * The event that a command makes.
   *
   * @throws Refused when a field or a rule stands against it
   */
  WebhookEvent decide(WebhookCommand command) {
    if (url == null && !(command instanceof SubscribeWebhook)) {
      throw Refused.notFound("webhook", command.webhookId());
    }
    return switch (command) {
      case SubscribeWebhook c -> subscribed(c);
      case MoveWebhook c -> {
        requirePermitted(c.url());
        yield new WebhookMoved(c.webhookId(), c.url(), day(c.on()));
      }
      case ResumeWebhook c -> new WebhookResumed(c.webhookId(), c.reason(), day(c.on()));
      case RotateWebhookSecret c ->
          new WebhookSecretRotated(c.webhookId(), c.reason(), day(c.on()));
      case UnsubscribeWebhook c -> new WebhookUnsubscribed(c.webhookId(), c.reason(), day(c.on()));
    };
  }

  private WebhookSubscribed subscribed(SubscribeWebhook c) {
    if (url != null) {
      throw Refused.rule(
          "Webhook %s is subscribed already; choose another id.".formatted(c.webhookId()));
    }
    requirePermitted(c.url());
    if (c.planId() != null && !records.exists("plan:" + c.planId())) {
      throw Refused.notFound("plan", c.planId());
    }
    return new WebhookSubscribed(c.webhookId(), c.url(), c.types(), c.planId(), day(c.on()));
  }

  private void requirePermitted(String asked) {
    destinations
        .refusal(asked)
        .ifPresent(
            why -> {
              throw Refused.field("/url", why);
            });
  }

  private LocalDate day(@Nullable LocalDate on) {
    return on == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : on;
  }
}
