package org.planledger.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;

class ReferenceCaseOnH2IT extends ReferenceCaseContract {
  @TempDir Path folder = Path.of("");

  @Override
  Running start() {
    return Running.on(TestDatabases.h2(folder));
  }
}
