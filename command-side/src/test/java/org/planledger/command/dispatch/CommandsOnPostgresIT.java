package org.planledger.command.dispatch;

import java.util.Map;
import org.planledger.store.TestDatabases;

class CommandsOnPostgresIT extends CommandsInSqlContract {
  @Override
  Map<String, String> store() {
    return TestDatabases.postgres();
  }
}
