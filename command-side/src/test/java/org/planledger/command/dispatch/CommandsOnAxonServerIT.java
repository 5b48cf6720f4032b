package org.planledger.command.dispatch;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.store.TestDatabases;

class CommandsOnAxonServerIT extends CommandsContract {
  private static final AxonServerStub SERVER = new AxonServerStub();

  @Override
  Map<String, String> store() {
    Map<String, String> settings = new HashMap<>(TestDatabases.postgres());
    settings.put("spring.profiles.active", "axonserver");
    settings.put("axon.axonserver.servers", SERVER.address());
    return settings;
  }

  @AfterAll
  @Override
  void stop() {
    super.stop();
    SERVER.close();
  }
}
