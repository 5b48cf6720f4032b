package org.planledger.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.planledger.store.TestDatabases;

/** From PostgreSQL to a file. */
class RestoredFromPostgresIT extends RestoredContract {
  private final Map<String, String> server = TestDatabases.postgres();

  @Override
  Map<String, String> store(Path data) {
    Map<String, String> store = new HashMap<>(server);
    store.put("planledger.data", data.toString());
    return store;
  }

  @Override
  Map<String, String> elsewhere(Path data) {
    return TestDatabases.h2(data);
  }

  @Override
  void beginAnew(Path early) throws Exception {
    restoredWithANewLedger(early);
  }
}
