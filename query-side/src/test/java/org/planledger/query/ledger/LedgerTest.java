package org.planledger.query.ledger;

import java.util.Map;

class LedgerTest extends LedgerContract {
  @Override
  Map<String, String> database() {
    return Map.of("spring.datasource.url", "jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1");
  }
}
