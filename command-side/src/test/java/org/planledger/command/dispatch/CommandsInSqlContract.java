package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.junit.jupiter.api.Test;
import org.planledger.command.decision.Committed;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.meeting.command.RescheduleMeeting;
import org.planledger.store.Positions;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What holds besides where events and snapshots are in tables alone. */
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

  /** Whose events cannot be read meanwhile. */
  @Test
  void thePlansOfManyCommandsAreNotReadAgain() {
    List<String> plans = IntStream.range(0, 200).mapToObj(n -> "many-" + n).toList();
    plans.forEach(plan -> commands.carryOut(open(plan), request("open", null)));
    JdbcClient database = application.getBean(JdbcClient.class);
    String rename =
        "UPDATE domain_event SET payload = replace(payload, '\"%s\"', '\"%s\"') WHERE aggregate_id"
            + " LIKE 'plan:many-%%'";
    database.sql(rename.formatted("planId", "unknown")).update();
    try {
      for (String plan : plans) {
        assertThat(commands.carryOut(goal(plan, "one"), request("one", 0L)).committed())
            .isEqualTo(new Committed("plan:" + plan, 1, false));
      }
    } finally {
      database.sql(rename.formatted("unknown", "planId")).update();
    }
  }

  @Test
  void ofAmendmentsProposedTogetherACommitThatFailsLeavesNone() {
    commands.carryOut(open("together-cut"), request("open", null));
    commands.carryOut(goal("together-cut", "one"), request("one", null));
    ProposeTogether all = together("together-cut", "A-1", "A-2", "A-3");
    JdbcClient database = application.getBean(JdbcClient.class);
    database
        .sql(
            "ALTER TABLE domain_event ADD CONSTRAINT cut_off CHECK (aggregate_id <>"
                + " 'plan:together-cut' OR sequence_number < 4)")
        .update();
    try {
      assertThatThrownBy(() -> commands.carryOut(all)).isInstanceOf(EventStoreException.class);
    } finally {
      database.sql("ALTER TABLE domain_event DROP CONSTRAINT cut_off").update();
    }
    assertThat(proposed("plan:together-cut")).isEmpty();
    assertThat(commands.carryOut(all))
        .extracting(Commands.Carried::committed)
        .containsExactly(
            new Committed("plan:together-cut", 2, false),
            new Committed("plan:together-cut", 3, false),
            new Committed("plan:together-cut", 4, false));
    assertThat(proposed("plan:together-cut")).containsExactly("A-1", "A-2", "A-3");
  }

  @Test
  void whatANewerVersionScheduledWaitsUntilItIsKnown() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    commands.carryOut(open("older"), request("open", null));
    commands.carryOut(meeting("older-3", "Older", today.plusDays(40)), request("sit", null));
    commands.carryOut(schedule("older", "older-3", Period.ofDays(30), null), request("due", null));
    await().until(() -> due("older").equals(today.plusDays(10)));
    HealthIndicator health = application.getBean("schedulesHealthIndicator", HealthIndicator.class);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    JdbcClient database = application.getBean(JdbcClient.class);
    database
        .sql(
            """
            INSERT INTO domain_event (event_id, aggregate_id, sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision, payload, meta_data)
            SELECT event_id || '-newer', 'plan:newer', sequence_number, aggregate_type,
              recorded_at, payload_type, payload_revision,
              replace(replace(payload, '"older"', '"newer"'), '"deadlineId"', '"room":1,"deadlineId"'),
              meta_data
            FROM domain_event WHERE aggregate_id = 'plan:older' ORDER BY sequence_number\
            """)
        .update();
    await().until(() -> health.health().getStatus(), Status.DOWN::equals);
    long position = application.getBean(Positions.class).of("plan:newer", 1);
    assertThat(health.health().getDetails().toString())
        .contains("DraftScheduled at position " + position, "upgrade this node");
    commands.carryOut(
        new RescheduleMeeting(
            "older-3", today.plusDays(70), today.plusDays(70), false, null, null, DAY),
        request("move", null));
    assertThat(database.sql("SELECT position FROM schedule_log").query(Long.class).single())
        .isEqualTo(position - 1);
    database
        .sql(
            "UPDATE domain_event SET payload = replace(payload, '\"room\":1,', '') WHERE"
                + " aggregate_id = 'plan:newer'")
        .update();
    await().until(() -> due("newer").equals(today.plusDays(40)));
    await().until(() -> due("older").equals(today.plusDays(40)));
    await().until(() -> health.health().getStatus(), Status.UP::equals);
  }
}
