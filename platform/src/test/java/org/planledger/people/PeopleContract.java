package org.planledger.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the register does on every database. */
abstract class PeopleContract {
  private DataSource dataSource;
  private JdbcClient database;
  private People people;

  /** A database that holds nothing. */
  abstract DataSource empty() throws Exception;

  @BeforeEach
  void lay() throws Exception {
    dataSource = empty();
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration/people")
        .load()
        .migrate();
    database = JdbcClient.create(dataSource);
    people = on(dataSource);
  }

  @Test
  void aNameNotYetKnownIsRegisteredOnce() {
    String id = people.idOf("Ms Diallo");
    assertThat(id).matches("p-[a-z2-7]{16}");
    assertThat(people.idOf("Ms Diallo")).isEqualTo(id);
    assertThat(on(dataSource).idOf("Ms Diallo")).isEqualTo(id);
    assertThat(people.idOf("ms diallo")).isNotEqualTo(id);
    assertThat(names()).containsExactlyInAnyOrder("Ms Diallo", "ms diallo");
  }

  @Test
  void theIdsOfManyNamesAreAllDifferentAndTellNothingOfThem() {
    Set<String> ids =
        IntStream.range(0, 200)
            .mapToObj(n -> people.idOf("Delegation " + n))
            .collect(Collectors.toSet());
    assertThat(ids).hasSize(200);
    database.sql("DELETE FROM person").update();
    assertThat(ids).doesNotContain(on(dataSource).idOf("Delegation 7"));
  }

  @Test
  void aKnownIdIsReturnedAsItIs() {
    String id = people.idOf("Brazil");
    assertThat(on(dataSource).idOf(id)).isEqualTo(id);
    assertThat(names()).containsExactly("Brazil");
  }

  @Test
  void aTextInTheFormOfAnIdThatNobodyHasIsRefused() {
    assertThatThrownBy(() -> people.idOf("p-aaaabbbbccccdddd"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.problem().type()).isEqualTo(ProblemType.INVALID_FIELDS);
              assertThat(refused.problem().detail())
                  .isEqualTo(
                      "Nobody has the id p-aaaabbbbccccdddd; give a name, or the id of one who is"
                          + " registered.");
            });
    assertThat(names()).isEmpty();
    assertThat(people.idOf("p-aaaabbbb")).isNotEqualTo("p-aaaabbbb");
  }

  @Test
  void aNameIsTheSameHoweverItsAccentsAreWritten() {
    assertThat(people.idOf("Cote\u0302 d\u2019Ivoire"))
        .isEqualTo(people.idOf("Cot\u00EA d\u2019Ivoire"));
    assertThat(names()).containsExactly("Cot\u00EA d\u2019Ivoire");
  }

  @Test
  void aNameHasUpToTwoHundredCharactersOfAnyScript() {
    String longest = "\uD83D\uDD8B".repeat(200);
    String id = people.idOf(longest);
    assertThat(people.names(List.of(id))).containsEntry(id, longest);
    for (String wrong : List.of(longest + "a", "", " ")) {
      assertThatThrownBy(() -> people.idOf(wrong))
          .isInstanceOf(Refused.class)
          .hasMessage("The name of a person or delegation has 1 to 200 characters.");
      assertThatThrownBy(() -> people.onTrial().apply(wrong)).isInstanceOf(Refused.class);
    }
    assertThat(names()).containsExactly(longest);
  }

  @Test
  void writersOfTheSameNameAtOnceGetTheSameId() throws Exception {
    int writers = 4;
    int rounds = 25;
    CyclicBarrier start = new CyclicBarrier(writers);
    Callable<List<String>> writer =
        () -> {
          People own = on(dataSource);
          String[] ids = new String[rounds];
          for (int round = 0; round < rounds; round++) {
            start.await();
            ids[round] = own.idOf("Delegation " + round);
          }
          return List.of(ids);
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<List<String>>> all =
          threads.invokeAll(IntStream.range(0, writers).mapToObj(n -> writer).toList());
      for (Future<List<String>> one : all) {
        assertThat(one.get()).isEqualTo(all.getFirst().get());
      }
    }
    assertThat(names()).hasSize(rounds);
  }

  @Test
  void aRegistrationStaysWhenWhatItWasForIsRolledBack() {
    String id =
        new TransactionTemplate(new JdbcTransactionManager(dataSource))
            .execute(
                transaction -> {
                  transaction.setRollbackOnly();
                  return people.idOf("Switzerland");
                });
    assertThat(on(dataSource).idOf("Switzerland")).isEqualTo(id);
  }

  @Test
  void aNameRegisteredByAnotherWriterMeanwhileDoesNotHarmTheTransactionAround() {
    AtomicInteger connections = new AtomicInteger();
    DataSource watched =
        new DelegatingDataSource(dataSource) {
          @Override
          public Connection getConnection() throws SQLException {
            // The third is the one that registers, after the transaction around and the look-up.
            if (connections.incrementAndGet() == 3) {
              people.idOf("Kenya");
            }
            return super.getConnection();
          }
        };
    People slow = on(watched);
    Long counted =
        new TransactionTemplate(new JdbcTransactionManager(watched))
            .execute(
                transaction -> {
                  JdbcClient within = JdbcClient.create(watched);
                  within.sql("SELECT count(*) FROM person").query(Long.class).single();
                  slow.idOf("Kenya");
                  return within.sql("SELECT count(*) FROM person").query(Long.class).single();
                });
    assertThat(connections).hasValueGreaterThanOrEqualTo(3);
    assertThat(counted).isEqualTo(1);
    assertThat(slow.idOf("Kenya")).isEqualTo(people.idOf("Kenya"));
  }

  @Test
  void namesLeaveOutWhoIsErasedOrUnknown() {
    String erased = people.idOf("Erased");
    Map<String, String> expected = new HashMap<>();
    for (int n = 0; n < 600; n++) {
      expected.put(people.idOf("Person " + n), "Person " + n);
    }
    people.erase(erased);
    List<String> asked =
        java.util.stream.Stream.concat(
                expected.keySet().stream(), List.of(erased, "p-unknown").stream())
            .toList();
    assertThat(people.names(asked)).isEqualTo(expected);
    assertThat(people.names(List.of())).isEmpty();
    assertThat(people.erased(asked)).containsExactly(erased);
  }

  @Test
  void anErasedNameIsAStrangersWhenItComesAgainAndTheIdStaysKnown() {
    String erased = people.idOf("Mr Moreau");
    people.erase(erased);
    people.erase(people.idOf("Another"));
    assertThat(people.idOf(erased)).isEqualTo(erased);
    assertThat(people.idOf("Mr Moreau")).isNotEqualTo(erased);
  }

  @Test
  void aTrialRegistersNothingAndKeepsItsIdsForItself() {
    String known = people.idOf("Japan");
    UnaryOperator<String> trial = people.onTrial();
    String passing = trial.apply("Egypt");
    assertThat(trial.apply("Japan")).isEqualTo(known);
    assertThat(trial.apply("Egypt")).isEqualTo(passing).matches("p-[a-z2-7]{16}");
    assertThat(trial.apply("Peru")).isNotEqualTo(passing);
    assertThat(names()).containsExactly("Japan");
    assertThat(people.onTrial().apply("Egypt")).isNotEqualTo(passing);
    assertThat(people.idOf("Egypt")).isNotEqualTo(passing);
    assertThatThrownBy(() -> trial.apply(passing)).isInstanceOf(Refused.class);
  }

  @Test
  void whoWasAskedForLatelyIsNotLookedUpAgain() {
    AtomicInteger connections = new AtomicInteger();
    People counted =
        on(
            new DelegatingDataSource(dataSource) {
              @Override
              public Connection getConnection() throws SQLException {
                connections.incrementAndGet();
                return super.getConnection();
              }
            });
    String id = counted.idOf("Canada");
    counted.idOf(id);
    int before = connections.get();
    assertThat(counted.idOf("Canada")).isEqualTo(id);
    assertThat(counted.idOf(id)).isEqualTo(id);
    assertThat(counted.onTrial().apply("Canada")).isEqualTo(id);
    assertThat(connections).hasValue(before);
  }

  private static People on(DataSource dataSource) {
    return new People(JdbcClient.create(dataSource), new JdbcTransactionManager(dataSource));
  }

  private List<String> names() {
    return database.sql("SELECT name FROM person").query(String.class).list();
  }
}
