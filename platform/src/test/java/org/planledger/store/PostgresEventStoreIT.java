package org.planledger.store;

import java.util.Map;

class PostgresEventStoreIT extends DatabaseEventStoreContract {

  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }
}
