package org.planledger.query.webhook;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while a webhook is disabled, or asked for what this node is too old for. */
final class WebhooksHealth implements HealthIndicator {
  private final Webhooks webhooks;

  WebhooksHealth(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public Health health() {
    List<String> problems = webhooks.problems();
    return problems.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problems).build();
  }
}
