package org.planledger.command.dispatch;

import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.planledger.command.decision.Request;
import org.planledger.log.Command;
import org.planledger.operation.event.ApprovalRefused;
import org.planledger.plan.command.AdoptPlan;
import org.planledger.plan.command.AgreeProvisionally;
import org.planledger.plan.command.AgreementItem;
import org.planledger.plan.command.ApproveFramework;
import org.planledger.plan.command.TransmitPlan;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.store.OperationLog;

/**
 * Records that something was not agreed to, approved or adopted because a rule stood against it:
 * whoever checks a log sees what was tried. A request that names what is not there, is late or is
 * repeated was no such try.
 */
public final class RefusedApprovals implements Commands.Refusals {
  private static final Set<ProblemType> BY_A_RULE =
      EnumSet.of(
          ProblemType.RULE_BROKEN,
          ProblemType.AMENDMENTS_OVERLAP,
          ProblemType.INVALID_FIELDS,
          ProblemType.NO_CHANGE);

  private final OperationLog log;
  private final Clock clock;

  /** Records in this log. */
  public RefusedApprovals(OperationLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void refused(Command command, Request request, Problem problem) {
    if (BY_A_RULE.contains(problem.type())) {
      event(command, problem)
          .ifPresent(
              event ->
                  log.recordOrTell(id(request), event, request.caller(), request.onBehalfOf()));
    }
  }

  /** The same for the same command under the same key, however often it is refused. */
  private static String id(Request request) {
    return request.key() == null
        ? UUID.randomUUID().toString()
        : Request.sha256("refused\n%s\n%s".formatted(request.key(), request.digest()));
  }

  private Optional<ApprovalRefused> event(Command command, Problem problem) {
    return switch (command) {
      case AgreeProvisionally c ->
          Optional.of(
              event(
                  c,
                  c.planId(),
                  c.items().stream().map(AgreementItem::provisionId).distinct().toList(),
                  c.items().stream()
                      .flatMap(item -> item.amendments().stream())
                      .distinct()
                      .toList(),
                  problem));
      case ApproveFramework c ->
          Optional.of(event(c, c.planId(), c.provisions(), List.of(), problem));
      case TransmitPlan c -> Optional.of(event(c, c.planId(), List.of(), List.of(), problem));
      case AdoptPlan c -> Optional.of(event(c, c.planId(), List.of(), List.of(), problem));
      default -> Optional.empty();
    };
  }

  private ApprovalRefused event(
      Command command,
      String planId,
      List<String> provisions,
      List<String> amendments,
      Problem problem) {
    return new ApprovalRefused(
        command.getClass().getSimpleName(),
        planId,
        provisions,
        amendments,
        problem.type().slug(),
        problem.detail(),
        LocalDate.now(clock));
  }
}
