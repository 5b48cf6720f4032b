package org.planledger.command.dispatch;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.axonserver.Follower;
import org.planledger.store.TestDatabases;
import org.springframework.context.ConfigurableApplicationContext;

class CommandsOnAxonServerIT extends CommandsContract {
  private static final AxonServerStub SERVER = new AxonServerStub();

  @Override
  Map<String, String> store() {
    Map<String, String> settings = new HashMap<>(TestDatabases.postgres());
    settings.put("spring.profiles.active", "axonserver");
    settings.put("axon.axonserver.servers", SERVER.address());
    return settings;
  }

  @Override
  ConfigurableApplicationContext node() {
    ConfigurableApplicationContext node = super.node();
    await().atMost(Duration.ofSeconds(10)).until(node.getBean(Follower.class)::hasCompared);
    return node;
  }

  @AfterAll
  @Override
  void stop() {
    super.stop();
    SERVER.close();
  }
}
