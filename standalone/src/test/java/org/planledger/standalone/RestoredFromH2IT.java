package org.planledger.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.planledger.store.TestDatabases;

/** From a file to PostgreSQL. */
class RestoredFromH2IT extends RestoredContract {
  @Override
  Map<String, String> store(Path data) {
    return TestDatabases.h2(data);
  }

  @Override
  Map<String, String> elsewhere(Path data) {
    Map<String, String> store = new HashMap<>(TestDatabases.postgres());
    store.put("planledger.data", data.toString());
    return store;
  }
}
