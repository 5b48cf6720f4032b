package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.planledger.store.TestDatabases;
import org.springframework.jdbc.core.simple.JdbcClient;

class CommandsOnPostgresIT extends CommandsInSqlContract {
  private static final int SENDERS = 8;

  @Override
  Map<String, String> store() {
    return TestDatabases.postgres();
  }

  @Test
  void commandsThatWaitForOnePlanAreCommittedTogether() throws Exception {
    commands.carryOut(open("together"), request("open", null));
    assertThat(sentWhileNothingCanBeAppended("together"))
        .containsExactlyInAnyOrderElementsOf(revisions(1));
    assertThat(commitsAfter("together", 1)).isEqualTo(1);
  }

  @Test
  void commandsCommittedTogetherAreAllDecidedAgainWhereAnotherNodeWasFaster() throws Exception {
    openedHereAndChangedElsewhere("overtaken");
    assertThat(sentWhileNothingCanBeAppended("overtaken"))
        .containsExactlyInAnyOrderElementsOf(revisions(2));
  }

  private static List<Long> revisions(long from) {
    return IntStream.range(0, SENDERS).mapToObj(n -> from + n).toList();
  }

  /** One command is being appended when all the others wait for their turn. */
  private List<Long> sentWhileNothingCanBeAppended(String plan) throws Exception {
    GroupCommit bus = application.getBean(GroupCommit.class);
    List<Future<Commands.Carried>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS)) {
      try (Connection connection = application.getBean(DataSource.class).getConnection();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE domain_event IN EXCLUSIVE MODE");
        for (int n = 0; n < SENDERS; n++) {
          String goal = "goal-" + n;
          sent.add(threads.submit(() -> commands.carryOut(goal(plan, goal), request(goal, null))));
        }
        await().until(() -> bus.waiting("plan:" + plan) == SENDERS - 1);
        connection.rollback();
        connection.setAutoCommit(true);
      }
      List<Long> revisions = new ArrayList<>();
      for (Future<Commands.Carried> carried : sent) {
        revisions.add(carried.get().committed().revision());
      }
      return revisions;
    }
  }

  private long commitsAfter(String plan, long revision) {
    return application
        .getBean(JdbcClient.class)
        .sql(
            "SELECT count(DISTINCT xmin::text) FROM domain_event"
                + " WHERE aggregate_id = ? AND sequence_number > ?")
        .params("plan:" + plan, revision)
        .query(Long.class)
        .single();
  }
}
