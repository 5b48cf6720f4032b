package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.command.rules.Given.agree;
import static org.planledger.command.rules.Given.amend;
import static org.planledger.command.rules.Given.planAndMeeting;

import org.junit.jupiter.api.Test;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.Proposal;
import org.planledger.problem.ProblemType;

/** Amendments that are proposed together, as a document asks for them. */
class ProposingTogetherRuleTest {
  private static final String FIRST = amend("A-1", "g1", "Growth of the whole net.");
  private static final String SECOND = amend("A-2", "g2", "Inclusion of all.");
  private static final String THIRD = amend("A-3", "g3", "New and better ideas.");

  private static Iterable<String> ids(Outcome outcome) {
    return outcome.made().stream().map(event -> ((AmendmentProposed) event).amendmentId()).toList();
  }

  @Test
  void eachIsProposedAsIfItHadBeenSentAlone() {
    Outcome outcome = planAndMeeting().whenTogether(FIRST, SECOND, THIRD);
    assertThat(outcome.made())
        .containsExactly(
            planAndMeeting().made(AmendmentProposed.class, FIRST),
            planAndMeeting().made(AmendmentProposed.class, FIRST, SECOND),
            planAndMeeting().made(AmendmentProposed.class, FIRST, SECOND, THIRD));
    outcome.answers(6L, 7L, 8L);
  }

  @Test
  void whatWasProposedBeforeIsOnlyAnsweredAgain() {
    Outcome outcome = planAndMeeting().andKeyed(SECOND).whenTogether(FIRST, SECOND, THIRD);
    assertThat(ids(outcome)).containsExactly("A-1", "A-3");
    outcome.answers(7L, -6L, 8L);
  }

  @Test
  void allOfItAgainMakesNothing() {
    Outcome outcome = planAndMeeting().andKeyed(FIRST, SECOND).whenTogether(FIRST, SECOND);
    assertThat(outcome.made()).isEmpty();
    outcome.answers(-6L, -7L);
  }

  @Test
  void whereOneIsRefusedNoneIsProposed() {
    assertThat(
            planAndMeeting()
                .and(amend("A-3", "g3", "No ideas."))
                .whenTogether(FIRST, SECOND, THIRD)
                .breaksRule("Amendment A-3 is known already"))
        .containsEntry("line", 3L);
    assertThat(
            planAndMeeting()
                .whenTogether(FIRST, amend("A-1", "g2", "Inclusion of all."))
                .breaksRule("Amendment A-1 is known already"))
        .containsEntry("line", 2L);
    assertThat(
            planAndMeeting()
                .whenTogether(FIRST, amend("A-2", "nowhere", "Inclusion of all."))
                .refused(ProblemType.NOT_FOUND, "nowhere")
                .members())
        .containsEntry("line", 2L);
    Situation.after().whenTogether(FIRST).findsNo("plan p");
  }

  /** The log does not hold the first while the second is decided. */
  @Test
  void theyMayBeWrittenAgainstTextsThatWereReplacedSince() {
    Situation agreed =
        planAndMeeting()
            .and(
                FIRST,
                SECOND,
                agree("{'provisionId':'g1','amendments':['A-1']}"),
                agree("{'provisionId':'g2','amendments':['A-2']}"));
    String one = amend("B-1", "g1", "Growth of the net and more.", 5);
    String two = amend("B-2", "g2", "Inclusion of everyone and more.", 5);
    Outcome outcome = agreed.whenTogether(one, two, THIRD);
    assertThat(ids(outcome)).containsExactly("B-1", "B-2", "A-3");
    assertThat(outcome.made())
        .first()
        .extracting(event -> ((AmendmentProposed) event).proposal())
        .isInstanceOfSatisfying(
            Proposal.Rewording.class,
            rewording -> assertThat(rewording.text().get("en").base()).isEqualTo(3));
    // What comes of it can be agreed to.
    agreed.and(one, two, THIRD, agree("{'provisionId':'g3','amendments':['A-3']}"));
  }
}
