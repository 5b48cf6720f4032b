package org.planledger.standalone;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.planledger.store.TestDatabases;

class KillLedgerOnH2IT extends KillLedgerContract {
  @Override
  Map<String, String> store(Path data) {
    return TestDatabases.h2(data);
  }

  @Override
  List<Moment> moments() {
    return List.of(Moment.WITNESSED, Moment.TAKEN_UP);
  }
}
