package org.planledger.query;

import java.util.Map;

class ListsTest extends ListsContract {
  @Override
  Map<String, String> database() {
    return Map.of("spring.datasource.url", "jdbc:h2:mem:lists;DB_CLOSE_DELAY=-1");
  }
}
