package org.planledger.query.rebuild;

import java.util.Map;
import java.util.UUID;

class RebuildTest extends RebuildContract {
  @Override
  Map<String, String> database() {
    String name = UUID.randomUUID().toString();
    return Map.of(
        "spring.datasource.url",
        "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(name),
        "planledger.data",
        "target/data/" + name);
  }
}
