package org.planledger.command.dispatch;

import java.util.Map;

class CommandsOnH2IT extends CommandsInSqlContract {
  @Override
  Map<String, String> store() {
    return Map.of("spring.datasource.url", "jdbc:h2:mem:commands;DB_CLOSE_DELAY=-1");
  }
}
