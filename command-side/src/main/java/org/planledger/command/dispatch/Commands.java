package org.planledger.command.dispatch;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.planledger.command.consultation.ConsultationAggregate;
import org.planledger.command.contribution.ContributionAggregate;
import org.planledger.command.decision.Committed;
import org.planledger.command.decision.Decided;
import org.planledger.command.decision.Request;
import org.planledger.command.decision.Streams;
import org.planledger.command.ledger.LedgerAggregate;
import org.planledger.command.meeting.MeetingAggregate;
import org.planledger.command.operation.OperationAggregate;
import org.planledger.command.plan.PlanAggregate;
import org.planledger.command.plan.ProposeTogether;
import org.planledger.command.webhook.WebhookAggregate;
import org.planledger.consultation.command.ConsultationCommand;
import org.planledger.contribution.command.ContributionCommand;
import org.planledger.ledger.command.LedgerCommand;
import org.planledger.log.Command;
import org.planledger.log.Event;
import org.planledger.meeting.command.MeetingCommand;
import org.planledger.operation.command.OperationCommand;
import org.planledger.plan.command.PlanCommand;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;
import org.planledger.webhook.command.WebhookCommand;

/** Carries commands out, one after another or many at once. */
public final class Commands {
  private static final int ATTEMPTS = 30;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;
  private static final int TOLD_SINCE = 100;

  private final Sending sending;
  private final Streams streams;
  private final Refusals refusals;

  /** The way to the aggregates. */
  public interface Sending {
    /**
     * Sends a command message, and waits for what came of it: a {@link Decided}, or a list of them
     * where several are proposed together.
     */
    Object send(CommandMessage<Command> command);
  }

  /** Sends commands on a way to the aggregates of these streams. */
  public Commands(Sending sending, Streams streams) {
    this(sending, streams, (command, request, problem) -> {});
  }

  /** The same, and tells of each refusal. */
  public Commands(Sending sending, Streams streams, Refusals refusals) {
    this.sending = sending;
    this.streams = streams;
    this.refusals = refusals;
  }

  /** Is told what was refused. */
  @FunctionalInterface
  public interface Refusals {
    /** Takes note of one; the answer does not depend on it. */
    void refused(Command command, Request request, Problem problem);
  }

  /**
   * What came of a command.
   *
   * @param event as it was recorded, now or when the command was carried out before
   */
  public record Carried(Committed committed, Event event) {}

  /** What happened to an aggregate that a writer has not seen. */
  public record Since(long revision, String event, java.time.LocalDate on) {}

  /**
   * Carries a command out. It is decided on what is remembered of its aggregate first; where the
   * log refuses the event because another writer was faster, or the decision is a refusal, it is
   * decided again on what the log holds.
   *
   * @throws Refused when it is not possible; nothing is recorded then
   */
  public Carried carryOut(Command command, Request request) {
    try {
      return carried((Decided) decided(command, request.asMetaData()));
    } catch (Refused refused) {
      refusals.refused(command, request, refused.problem());
      throw refused;
    }
  }

  /**
   * Proposes several amendments in one commit, each decided on the state that those before it
   * leave. A conflict with another writer is one of all of them.
   *
   * @return what came of each
   * @throws Refused when one is not possible, and tells in {@code line} which; none is recorded
   *     then
   */
  public List<Carried> carryOut(ProposeTogether together) {
    return ((List<?>) decided(together, Map.of()))
        .stream().map(Decided.class::cast).map(this::carried).toList();
  }

  private Object decided(Command command, Map<String, ?> metaData) {
    CommandMessage<Command> onRemembered =
        new GenericCommandMessage<>(
            new GenericMessage<>(command, MetaData.from(metaData)), address(command));
    CommandMessage<Command> onLog = onRemembered.andMetaData(RememberingRepository.CAUGHT_UP);
    for (int attempt = 1; ; attempt++) {
      try {
        return sending.send(attempt == 1 ? onRemembered : onLog);
      } catch (ConcurrencyException | AggregateStreamCreationException faster) {
        if (attempt == ATTEMPTS) {
          throw new Refused(
              ProblemType.WRITERS_COLLIDE,
              "Too many writers change this at the same time; nothing was recorded."
                  + " Send it again in a moment.");
        }
        letOthersFinish(attempt);
      } catch (Refused refused) {
        if (attempt > 1) {
          throw refused.problem().type() == ProblemType.STALE_REVISION
              ? toldSince(refused, command.aggregateId())
              : refused;
        }
      }
    }
  }

  /** Writers that met once are not to meet again at the same time. */
  private static void letOthersFinish(int attempt) {
    LockSupport.parkNanos(
        ThreadLocalRandom.current().nextLong(Math.min(attempt, 10) * LONGEST_PAUSE_NANOS));
  }

  private Carried carried(Decided decided) {
    Committed committed = decided.committed();
    Event event = decided.event();
    return new Carried(
        committed,
        event == null ? streams.event(committed.aggregateId(), committed.revision()) : event);
  }

  private Refused toldSince(Refused refused, String aggregateId) {
    if (!(refused.problem().members().get("expected") instanceof Long expected)) {
      return refused;
    }
    List<Since> since =
        streams.read(aggregateId, Math.max(expected + 1, 0)).stream()
            .limit(TOLD_SINCE)
            .map(e -> new Since(e.revision(), e.event().name(), e.event().on()))
            .toList();
    Map<String, Object> members = new java.util.HashMap<>(refused.problem().members());
    members.put("since", since);
    return new Refused(ProblemType.STALE_REVISION, refused.problem().detail(), members);
  }

  private static String address(Command command) {
    return switch (command) {
      case PlanCommand ignored -> PlanAggregate.COMMAND;
      case MeetingCommand ignored -> MeetingAggregate.COMMAND;
      case ContributionCommand ignored -> ContributionAggregate.COMMAND;
      case ConsultationCommand ignored -> ConsultationAggregate.COMMAND;
      case LedgerCommand ignored -> LedgerAggregate.COMMAND;
      case OperationCommand ignored -> OperationAggregate.COMMAND;
      case WebhookCommand ignored -> WebhookAggregate.COMMAND;
      case ProposeTogether ignored -> PlanAggregate.TOGETHER;
      default ->
          throw new IllegalArgumentException("Nobody takes a " + command.getClass().getName());
    };
  }
}
