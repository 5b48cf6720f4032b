package org.planledger.query.ledger;

import java.util.Map;
import java.util.UUID;

class LedgerTest extends LedgerContract {
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
