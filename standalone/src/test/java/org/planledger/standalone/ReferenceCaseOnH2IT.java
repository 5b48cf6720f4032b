package org.planledger.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.planledger.store.TestDatabases;

class ReferenceCaseOnH2IT extends ReferenceCaseContract {
  /** Static, or it would not be there yet when the example is imported. */
  @TempDir static Path folder;

  @Override
  Running start() {
    return Running.on(TestDatabases.h2(folder));
  }
}
