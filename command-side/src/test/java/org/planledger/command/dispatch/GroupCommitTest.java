package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.planledger.command.decision.Request;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.log.Command;
import org.planledger.plan.command.Change;
import org.planledger.plan.command.IssueDraft;
import org.planledger.plan.command.PlanCommand;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.plan.command.RemoveProvision;
import org.planledger.plan.command.WithdrawAmendment;
import org.planledger.problem.Refused;
import org.springframework.dao.DataAccessResourceFailureException;

/** Given a command that is being committed, when others come, what becomes of them then. */
class GroupCommitTest {
  private static final String PLAN = "plan:p";

  private final GroupCommit bus = new GroupCommit(SimpleCommandBus.builder());
  private final ExecutorService senders = Executors.newCachedThreadPool();
  private final CountDownLatch committing = new CountDownLatch(1);

  /** What was decided in each unit of work that was committed, or was to be. */
  private final Map<UnitOfWork<?>, List<String>> groups = new HashMap<>();

  private final List<List<String>> committed = new ArrayList<>();
  private final List<Boolean> caughtUp = new ArrayList<>();

  /** Who sent each, and who decided it last. */
  private final Map<String, Thread> sentBy = new ConcurrentHashMap<>();

  private final Map<String, Thread> decidedBy = new ConcurrentHashMap<>();
  private final List<String> tried = new CopyOnWriteArrayList<>();

  GroupCommitTest() {
    bus.subscribe("decide", message -> decide((CommandMessage<?>) message));
  }

  @AfterEach
  void stop() {
    senders.shutdownNow();
  }

  private synchronized List<String> group(UnitOfWork<?> unit) {
    return groups.computeIfAbsent(
        unit,
        started -> {
          caughtUp.add(RememberingRepository.isToBeCaughtUp(started.getMessage()));
          started.onPrepareCommit(ending -> commit(groups.get(ending)));
          return new ArrayList<>();
        });
  }

  private void commit(List<String> decided) {
    if (decided.contains("first")) {
      try {
        committing.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    if (decided.contains("overtaken")) {
      throw new ConcurrencyException("Another was faster");
    }
    committed.add(List.copyOf(decided));
  }

  private Object decide(CommandMessage<?> command) {
    List<String> decided = group(CurrentUnitOfWork.get());
    String id =
        switch (command.getPayload()) {
          case RemoveProvision remove -> remove.provisionId();
          case IssueDraft issue -> issue.document();
          case ProposeTogether together -> together.aggregateId();
          default -> throw new IllegalStateException();
        };
    decidedBy.put(id, Thread.currentThread());
    tried.add(id);
    if (id.equals("away")) {
      throw new DataAccessResourceFailureException("The database is away");
    }
    if (id.startsWith("refused")) {
      throw Refused.rule("Not " + id);
    }
    if (id.equals("needs the log") && !decided.isEmpty()) {
      throw new IllegalStateException("Not in the log yet");
    }
    decided.add(id);
    return id;
  }

  private static PlanCommand remove(String id) {
    return new RemoveProvision("p", id, false, null);
  }

  private CompletableFuture<Object> send(Command command, Map<String, ?> metaData) {
    CommandMessage<Command> message =
        new GenericCommandMessage<>(
            new GenericMessage<>(command, MetaData.from(metaData)), "decide");
    return CompletableFuture.supplyAsync(
        () -> {
          if (command instanceof RemoveProvision remove) {
            sentBy.put(remove.provisionId(), Thread.currentThread());
          }
          FutureCallback<Command, Object> callback = new FutureCallback<>();
          bus.dispatch(message, callback);
          return callback.getResult();
        },
        senders);
  }

  /** Sends them in this order while the first is being committed. */
  private List<CompletableFuture<Object>> sentMeanwhile(String... ids) {
    List<CompletableFuture<Object>> sent =
        new ArrayList<>(List.of(send(remove("first"), Map.of())));
    await().until(() -> !caughtUp.isEmpty() && bus.waiting(PLAN) == 0);
    for (String id : ids) {
      Map<String, Boolean> how =
          id.endsWith("caught up") ? RememberingRepository.CAUGHT_UP : Map.of();
      sent.add(send(remove(id), how));
      int count = sent.size() - 1;
      await().until(() -> bus.waiting(PLAN) == count);
    }
    assertThat(sent).noneMatch(CompletableFuture::isDone);
    committing.countDown();
    return sent;
  }

  private static Object answer(CompletableFuture<Object> sent) {
    CommandResultMessage<?> result = (CommandResultMessage<?>) sent.join();
    return result.isExceptional() ? result.exceptionResult() : result.getPayload();
  }

  @Test
  void whatWaitsIsCommittedTogetherInTheOrderInWhichItCame() {
    List<CompletableFuture<Object>> sent = sentMeanwhile("a", "b", "c");
    assertThat(sent).extracting(GroupCommitTest::answer).containsExactly("first", "a", "b", "c");
    assertThat(committed).containsExactly(List.of("first"), List.of("a", "b", "c"));
    assertThat(bus.waiting(PLAN)).isZero();
  }

  @Test
  void oneThatIsRefusedLeavesTheOthersAsTheyAre() {
    List<CompletableFuture<Object>> sent = sentMeanwhile("a", "refused", "c");
    assertThat(answer(sent.get(1))).isEqualTo("a");
    assertThat(answer(sent.get(2))).isInstanceOf(Refused.class);
    assertThat(answer(sent.get(3))).isEqualTo("c");
    assertThat(committed).containsExactly(List.of("first"), List.of("a", "c"));
  }

  @Test
  void aConflictIsToldToAllAndToThoseRefusedToo() {
    List<CompletableFuture<Object>> sent = sentMeanwhile("a", "overtaken", "refused");
    sent.subList(1, 4)
        .forEach(each -> assertThat(answer(each)).isInstanceOf(ConcurrencyException.class));
    assertThat(committed).containsExactly(List.of("first"));
  }

  @Test
  void whatCannotBeDecidedInAGroupIsDecidedAloneByWhoSentIt() {
    List<CompletableFuture<Object>> sent = sentMeanwhile("a", "needs the log", "refused", "c");
    assertThat(sent.subList(0, 3))
        .extracting(GroupCommitTest::answer)
        .containsExactly("first", "a", "needs the log");
    assertThat(answer(sent.get(3))).isInstanceOf(Refused.class);
    assertThat(answer(sent.get(4))).isEqualTo("c");
    assertThat(committed)
        .containsExactlyInAnyOrder(
            List.of("first"), List.of("a"), List.of("needs the log"), List.of(), List.of("c"));
    assertThat(decidedBy).isEqualTo(sentBy).hasSize(5);
  }

  @Test
  void whileTheLogIsAwayEveryoneIsToldAtOnce() {
    List<CompletableFuture<Object>> sent = sentMeanwhile("refused", "a", "away", "c");
    sent.subList(1, 5)
        .forEach(
            each ->
                assertThat(answer(each)).isInstanceOf(DataAccessResourceFailureException.class));
    assertThat(tried).containsExactly("first", "refused", "a", "away");
    assertThat(committed).containsExactly(List.of("first"));
    assertThat(bus.waiting(PLAN)).isZero();
    assertThat(answer(send(remove("d"), Map.of()))).isEqualTo("d");
  }

  @Test
  void aGroupIsCaughtUpIfOneOfItIsToBe() {
    sentMeanwhile("a", "b caught up", "c").forEach(CompletableFuture::join);
    assertThat(caughtUp).containsExactly(false, true);
  }

  @Test
  void whatIsNoPartOfAGroupHasATurnOfItsOwn() {
    CompletableFuture<Object> first = send(remove("first"), Map.of());
    await().until(() -> !caughtUp.isEmpty() && bus.waiting(PLAN) == 0);
    CompletableFuture<Object> issued = send(new IssueDraft("p", "D/1", null, null), Map.of());
    CompletableFuture<Object> together =
        send(
            new ProposeTogether(
                List.of(
                    new ProposeTogether.Requested(
                        new ProposeAmendment(
                            "p", "A", null, new Change.Remove("g"), "p-b", null, null, null),
                        new Request("p-a", null, null, "", null)))),
            Map.of());
    CompletableFuture<Object> next = send(remove("a"), Map.of());
    await().until(() -> bus.waiting(PLAN) == 1);
    committing.countDown();
    assertThat(Stream.of(first, issued, together, next))
        .extracting(GroupCommitTest::answer)
        .containsExactly("first", "D/1", PLAN, "a");
    assertThat(committed)
        .containsExactlyInAnyOrder(List.of("first"), List.of("D/1"), List.of(PLAN), List.of("a"));
    assertThat(committed).first().isEqualTo(List.of("first"));
  }

  @Test
  void anotherFailureIsToldToWhoSentIt() {
    assertThat(answer(send(new WithdrawAmendment("p", "a", null, null), Map.of())))
        .isInstanceOf(IllegalStateException.class);
  }
}
