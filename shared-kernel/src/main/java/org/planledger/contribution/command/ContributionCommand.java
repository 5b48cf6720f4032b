package org.planledger.contribution.command;

import org.planledger.log.Command;

/** All that can be asked of a contribution. */
public sealed interface ContributionCommand extends Command
    permits AllocateContribution, IntroduceContribution, ReviseContribution, SubmitContribution {
  /** Id of the contribution addressed. */
  String contributionId();

  @Override
  default String aggregateId() {
    return "contribution:" + contributionId();
  }
}
