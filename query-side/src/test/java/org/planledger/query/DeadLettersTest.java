package org.planledger.query;

import java.util.Map;

class DeadLettersTest extends DeadLettersContract {
  @Override
  Map<String, String> database() {
    return Map.of("spring.datasource.url", "jdbc:h2:mem:deadletters;DB_CLOSE_DELAY=-1");
  }
}
