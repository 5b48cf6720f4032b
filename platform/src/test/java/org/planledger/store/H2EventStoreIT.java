package org.planledger.store;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class H2EventStoreIT extends DatabaseEventStoreContract {

  @TempDir private static Path folder;

  @Override
  Map<String, String> database() {
    return TestDatabases.h2(folder);
  }
}
