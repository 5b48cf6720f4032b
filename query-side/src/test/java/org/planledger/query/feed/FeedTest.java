package org.planledger.query.feed;

import java.util.Map;
import java.util.UUID;

class FeedTest extends FeedContract {
  @Override
  Map<String, String> database() {
    String name = "feed-" + UUID.randomUUID();
    return Map.of(
        "spring.datasource.url",
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name),
        "planledger.data",
        "target/data/" + name);
  }
}
