package org.planledger.store;

import java.util.Map;

class PostgresEventStoreIT extends EventStoreContract {

  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }
}
