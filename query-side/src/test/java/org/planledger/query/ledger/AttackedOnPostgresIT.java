package org.planledger.query.ledger;

import java.util.Map;
import org.planledger.store.TestDatabases;

class AttackedOnPostgresIT extends AttackedContract {
  @Override
  Map<String, String> store() {
    return TestDatabases.postgres();
  }

  @Override
  Map<String, String> backup(Map<String, String> store) {
    return TestDatabases.copyOf(store);
  }
}
