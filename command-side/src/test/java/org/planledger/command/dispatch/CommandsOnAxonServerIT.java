package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.planledger.axonserver.AxonServerStub;
import org.planledger.axonserver.Follower;
import org.planledger.command.decision.Committed;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.store.RecordAway;
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

  /** What a document asks for may be more than Axon Server hands on in one message. */
  @Test
  void amendmentsProposedTogetherAreDecidedByTheNodeThatWasAskedAndAppendedAtOnce() {
    commands.carryOut(open("together-here"), request("open", null));
    commands.carryOut(goal("together-here", "one"), request("one", null));
    List<String> handed = SERVER.handledBy("plan:together-here");
    ProposeTogether all = together("together-here", "A-1", "A-2");
    SERVER.refuseAppend("AXONIQ-2100", 1);
    assertThatThrownBy(() -> commands.carryOut(all)).isInstanceOf(RecordAway.class);
    assertThat(SERVER.events("plan:together-here")).hasSize(2);
    assertThat(commands.carryOut(all))
        .extracting(Commands.Carried::committed)
        .containsExactly(
            new Committed("plan:together-here", 2, false),
            new Committed("plan:together-here", 3, false));
    assertThat(SERVER.events("plan:together-here")).hasSize(4);
    assertThat(SERVER.handledBy("plan:together-here")).isEqualTo(handed).hasSize(2);
  }

  @AfterAll
  @Override
  void stop() {
    super.stop();
    SERVER.close();
  }
}
