package org.planledger.query.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.planledger.store.TestDatabases;

class AttackedOnH2IT extends AttackedContract {
  private static final String FILE = "planledger.mv.db";

  @Override
  Map<String, String> store() throws IOException {
    return TestDatabases.h2(Files.createTempDirectory(folder(), "store"));
  }

  @Override
  Map<String, String> backup(Map<String, String> store) throws IOException {
    Path copy = Files.createTempDirectory(folder(), "backup");
    Files.copy(Path.of(store.get("planledger.data")).resolve(FILE), copy.resolve(FILE));
    return TestDatabases.h2(copy);
  }
}
