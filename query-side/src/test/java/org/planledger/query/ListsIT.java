package org.planledger.query;

import java.util.Map;
import org.planledger.store.TestDatabases;

class ListsIT extends ListsContract {
  @Override
  Map<String, String> database() {
    return TestDatabases.postgres();
  }
}
