package org.planledger.command.dispatch;

import java.util.Map;
import org.planledger.store.TestDatabases;

class CommandsOnPostgresIT extends CommandsContract {
  @Override
  Map<String, String> store() {
    return TestDatabases.postgres();
  }
}
