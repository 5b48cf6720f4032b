package org.planledger.query.webhook;

import java.util.Map;
import java.util.UUID;

class WebhooksTest extends WebhooksContract {
  @Override
  Map<String, String> database() {
    String name = "webhooks-" + UUID.randomUUID();
    return Map.of(
        "spring.datasource.url",
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name),
        "planledger.data",
        "target/data/" + name);
  }
}
