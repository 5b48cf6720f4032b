package org.planledger.command.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.log.Command;
import org.planledger.plan.command.IssueDraft;
import org.planledger.plan.command.IssueScheduledDraft;
import org.planledger.plan.command.PlanCommand;
import org.planledger.problem.Refused;
import org.planledger.store.DatabaseAway;
import org.planledger.store.RecordAway;

/**
 * Commits the commands that wait for one plan together. Whoever's turn it is takes all that wait,
 * decides them one after the other, each on the state that those before it leave, and has their
 * events appended in one commit; none is answered before that.
 *
 * <ul>
 *   <li>A command that is refused leaves no event, and is told so once those before it, on which
 *       that may rest, are committed.
 *   <li>What cannot be decided in a group, such as a late entry, which is folded with what the log
 *       holds, is decided alone, as are those beside it, each by who sent it; nothing was sent to
 *       the log until then.
 *   <li>While the log is away none is decided alone: all who wait are told so, since each would
 *       wait for it as long again.
 *   <li>If the commit fails, it fails for each of them. After a conflict with another node each is
 *       sent again by who sent it.
 * </ul>
 *
 * <p>A command that uses a document number is refused only when its event is made already, and of
 * amendments that are proposed together all are refused with one, so these are no part of a group.
 * They wait for their turn all the same: those of this node do not conflict with them.
 */
public final class GroupCommit extends SimpleCommandBus {
  /** Events in one commit, which is to be done long before its deadline. */
  private static final int MOST = 64;

  private final Map<String, Waiting> plans = new ConcurrentHashMap<>();

  /** With these settings. */
  public GroupCommit(Builder settings) {
    super(settings);
  }

  /** A command, and what came of it. */
  private static final class Turn {
    private final CommandMessage<?> command;
    private final MessageHandler<? super CommandMessage<?>> handler;
    private @Nullable CommandResultMessage<?> result;
    private boolean alone;

    Turn(CommandMessage<?> command, MessageHandler<? super CommandMessage<?>> handler) {
      this.command = command;
      this.handler = handler;
    }

    void decide() throws Exception {
      try {
        result = GenericCommandResultMessage.asCommandResultMessage(handler.handle(command));
      } catch (Refused refused) {
        result = GenericCommandResultMessage.asCommandResultMessage(refused);
      }
    }

    /** For who sent it. */
    void leaveAlone() {
      result = null;
      alone = true;
    }

    @SuppressWarnings("unchecked") // what the handler of the command gives
    <R> CommandResultMessage<R> result() {
      return (CommandResultMessage<R>) Objects.requireNonNull(result);
    }

    void fail(Throwable cause) {
      result = GenericCommandResultMessage.asCommandResultMessage(cause);
    }
  }

  /** The commands that wait for a plan. */
  private static final class Waiting {
    /** In the order of their coming, so that who is decided alone has a turn too. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final Queue<Turn> turns = new ArrayDeque<>();
    private int senders;

    synchronized void add(Turn next) {
      turns.add(next);
    }

    synchronized List<Turn> next() {
      List<Turn> group = new ArrayList<>();
      while (group.size() < MOST && !turns.isEmpty()) {
        group.add(turns.remove());
      }
      return group;
    }

    synchronized List<Turn> all() {
      List<Turn> all = List.copyOf(turns);
      turns.clear();
      return all;
    }

    synchronized int count() {
      return turns.size();
    }
  }

  /** How many commands to a plan wait for their turn. */
  int waiting(String aggregateId) {
    Waiting waiting = plans.get(aggregateId);
    return waiting == null ? 0 : waiting.count();
  }

  @Override
  protected <C, R> void handle(
      CommandMessage<C> command,
      MessageHandler<? super CommandMessage<?>> handler,
      CommandCallback<? super C, ? super R> callback) {
    if (CurrentUnitOfWork.isStarted()) {
      super.handle(command, handler, callback);
      return;
    }
    switch (command.getPayload()) {
      case IssueDraft issue -> alone(issue, command, handler, callback);
      case IssueScheduledDraft issue -> alone(issue, command, handler, callback);
      case ProposeTogether together -> alone(together, command, handler, callback);
      case PlanCommand toPlan -> {
        Turn mine = new Turn(command, handler);
        inTurn(
            toPlan.aggregateId(), waiting -> waiting.add(mine), waiting -> decide(mine, waiting));
        callback.onResult(command, mine.<R>result());
      }
      default -> super.handle(command, handler, callback);
    }
  }

  private <C, R> void alone(
      Command toPlan,
      CommandMessage<C> command,
      MessageHandler<? super CommandMessage<?>> handler,
      CommandCallback<? super C, ? super R> callback) {
    inTurn(
        toPlan.aggregateId(), waiting -> {}, waiting -> super.handle(command, handler, callback));
  }

  private void inTurn(String aggregateId, Consumer<Waiting> before, Consumer<Waiting> then) {
    Waiting waiting = entered(aggregateId);
    try {
      before.accept(waiting);
      waiting.turn.lock();
      try {
        then.accept(waiting);
      } finally {
        waiting.turn.unlock();
      }
    } finally {
      left(aggregateId);
    }
  }

  /** Until somebody has: whoever's turn it was before may have taken it along. */
  private static void decide(Turn mine, Waiting waiting) {
    while (mine.result == null) {
      decide(mine.alone ? List.of(mine) : waiting.next(), waiting);
    }
  }

  private Waiting entered(String aggregateId) {
    return plans.compute(
        aggregateId,
        (id, known) -> {
          Waiting waiting = known == null ? new Waiting() : known;
          waiting.senders++;
          return waiting;
        });
  }

  private void left(String aggregateId) {
    plans.computeIfPresent(aggregateId, (id, waiting) -> --waiting.senders == 0 ? null : waiting);
  }

  private static void decide(List<Turn> group, Waiting waiting) {
    UnitOfWork<CommandMessage<?>> unit = DefaultUnitOfWork.startAndGet(leading(group));
    try {
      for (Turn turn : group) {
        turn.decide();
      }
    } catch (Throwable failed) {
      unit.rollback(failed);
      if (failed instanceof RecordAway || DatabaseAway.isMeantBy(failed)) {
        group.forEach(turn -> turn.fail(failed));
        waiting.all().forEach(turn -> turn.fail(failed));
      } else if (group.size() == 1) {
        group.getFirst().fail(failed);
      } else {
        group.forEach(Turn::leaveAlone);
      }
      return;
    }
    try {
      unit.commit();
    } catch (Throwable failed) {
      group.forEach(turn -> turn.fail(failed));
    }
  }

  /** One of the group that is to be decided on all that the log holds, if there is one. */
  private static CommandMessage<?> leading(List<Turn> group) {
    return group.stream()
        .<CommandMessage<?>>map(turn -> turn.command)
        .filter(RememberingRepository::isToBeCaughtUp)
        .findFirst()
        .orElse(group.getFirst().command);
  }
}
