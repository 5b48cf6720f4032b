package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;
import org.planledger.command.decision.Committed;
import org.planledger.command.plan.PlanAggregate;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What holds besides where snapshots are in a table. */
abstract class CommandsInSqlContract extends CommandsContract {
  /** Of an older and of a later version, of an unknown type, and damaged. */
  @Test
  void aSnapshotThatCannotBeReadIsPassedOver() {
    List<String> changes =
        List.of(
            "payload_revision = '0'",
            "payload_revision = '2'",
            "payload_type = 'Unheard'",
            "payload = '{'");
    EventStore store = application.getBean(EventStore.class);
    for (int i = 0; i < changes.size(); i++) {
      String plan = "snapped-" + i;
      commands.carryOut(open(plan), request("open", null));
      commands.carryOut(goal(plan, "one"), request("one", null));
      store.storeSnapshot(
          new GenericDomainEventMessage<>("PlanAggregate", "plan:" + plan, 1, new PlanAggregate()));
      assertThat(store.readEvents("plan:" + plan).next().getSequenceNumber()).isEqualTo(1);
      assertThat(
              application
                  .getBean(JdbcClient.class)
                  .sql("UPDATE snapshot SET %s WHERE aggregate_id = ?".formatted(changes.get(i)))
                  .param("plan:" + plan)
                  .update())
          .isEqualTo(1);
    }
    try (ConfigurableApplicationContext fresh = node()) {
      for (int i = 0; i < changes.size(); i++) {
        String plan = "snapped-" + i;
        assertThat(
                fresh
                    .getBean(Commands.class)
                    .carryOut(goal(plan, "two"), request("two", 1L))
                    .committed())
            .as(changes.get(i))
            .isEqualTo(new Committed("plan:" + plan, 2, false));
      }
    }
  }
}
