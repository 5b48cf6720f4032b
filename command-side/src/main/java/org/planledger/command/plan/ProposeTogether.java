package org.planledger.command.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.planledger.command.decision.Request;
import org.planledger.log.Command;
import org.planledger.plan.command.ProposeAmendment;
import org.planledger.problem.Problem;
import org.planledger.problem.Refused;

/**
 * Amendments to one plan that are proposed in one commit: all of them, or none. Each is recorded as
 * if it had been sent alone. No part of the vocabulary: nobody outside sends it, and it is decided
 * by the node that was asked.
 *
 * @param proposals one at least, all to the same plan
 */
public record ProposeTogether(List<Requested> proposals) implements Command {
  /** One of them, and who sends it. */
  public record Requested(ProposeAmendment command, Request request) {}

  /**
   * The refusal of one of them, of which none is recorded then.
   *
   * @param number from 1; told as {@code line}
   */
  public static Refused refused(long number, Problem problem) {
    Map<String, Object> members = new HashMap<>(problem.members());
    members.put("line", number);
    return new Refused(problem.type(), problem.detail(), members);
  }

  @Override
  public String aggregateId() {
    return proposals.getFirst().command().aggregateId();
  }
}
