package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.problem.Problem;
import org.planledger.problem.ProblemType;
import org.planledger.text.Edit;

/** Rules 2 and 7: changes are merged word by word, and the words they change are recorded. */
class MergingRuleTest {
  private static final String BOTH = "{'provisionId':'vision','amendments':['a','b']}";

  private static AgreedItem item(Outcome outcome) {
    return outcome.makes(ProvisionallyAgreed.class).items().getFirst();
  }

  private static List<?> conflicts(Outcome outcome, String... words) {
    Problem problem = outcome.refused(ProblemType.AMENDMENTS_OVERLAP, words);
    return (List<?>) problem.members().get("conflicts");
  }

  @Test
  void anAmendmentRecordsTheWordsItChanges() {
    AmendmentProposed proposed =
        Given.planAndMeeting()
            .when(Given.amend("a", "vision", "A just world for all people."))
            .makes(AmendmentProposed.class);
    Proposal.Rewording rewording = (Proposal.Rewording) proposed.proposal();
    assertThat(rewording.text().get("en").edits())
        .containsExactly(new Edit(2, List.of("fair"), List.of("just"), null));
    assertThat(rewording.text().get("en").text()).isEqualTo("A just world for all people.");
    assertThat(proposed.baseRevision()).isEqualTo(5);
  }

  @Test
  void changesToDifferentWordsCombine() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    Given.amend("a", "vision", "A just world for all people."),
                    Given.amend("b", "vision", "A fair world for all peoples."))
                .when(Given.agree(BOTH)));
    assertThat(agreed.text().get("en").text()).isEqualTo("A just world for all peoples.");
    assertThat(agreed.text().get("en").edits())
        .extracting(Edit::amendment)
        .containsExactly("a", "b");
    assertThat(agreed.asModified()).isFalse();
  }

  @Test
  void theSameWordsChangedDifferentlyCollide() {
    List<?> conflicts =
        conflicts(
            Given.planAndMeeting()
                .and(
                    Given.amend("a", "vision", "A just world for all people."),
                    Given.amend("b", "vision", "A good world for all people."))
                .when(Given.agree(BOTH)));
    assertThat(conflicts).hasSize(1);
    assertThat(conflicts.toString()).contains("fair", "just", "good");
  }

  @Test
  void aWordTakenOutByOneAndChangedByAnotherCollides() {
    assertThat(
            conflicts(
                    Given.planAndMeeting()
                        .and(
                            Given.amend("a", "vision", "A fair world for people."),
                            Given.amend("b", "vision", "A fair world for most people."))
                        .when(Given.agree(BOTH)))
                .toString())
        .contains("all");
  }

  @Test
  void insertionsAtTheSamePlaceCollide() {
    conflicts(
        Given.planAndMeeting()
            .and(
                Given.amend("a", "vision", "A fair new world for all people."),
                Given.amend("b", "vision", "A fair green world for all people."))
            .when(Given.agree(BOTH)));
  }

  @Test
  void theSameChangeProposedTwiceIsMadeOnce() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    Given.amend("a", "vision", "A just world for all people."),
                    Given.amend("b", "vision", "A just world for all people."))
                .when(Given.agree(BOTH)));
    assertThat(agreed.text().get("en").text()).isEqualTo("A just world for all people.");
  }

  @Test
  void aCompromiseSettlesWhatCollides() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    Given.amend("a", "vision", "A just world for all people."),
                    Given.amend("b", "vision", "A good world for all people."))
                .when(
                    Given.agree(
                        "{'provisionId':'vision','amendments':['a','b'],'compromise':{'en':'A fair"
                            + " and just world for all people.'}}")));
    assertThat(agreed.text().get("en").text()).isEqualTo("A fair and just world for all people.");
    assertThat(agreed.asModified()).isTrue();
  }

  @Test
  void anAmendmentOfAnOlderTextIsMergedWithWhatWasDecidedSince() {
    Situation since =
        Given.planAndBothMeetings()
            .and(
                Given.amend("a", "vision", "A just world for all people."),
                Given.agree("{'provisionId':'vision','amendments':['a']}"),
                Given.amend("b", "vision", "A fair world for all peoples.", 5));
    AgreedItem agreed =
        item(since.when(Given.agreeLater("{'provisionId':'vision','amendments':['b']}")));
    assertThat(agreed.text().get("en").text()).isEqualTo("A just world for all peoples.");
  }

  @Test
  void anAmendmentOfAnOlderTextCollidesWithWhatWasDecidedSince() {
    List<?> conflicts =
        conflicts(
            Given.planAndBothMeetings()
                .and(
                    Given.amend("a", "vision", "A just world for all people."),
                    Given.agree("{'provisionId':'vision','amendments':['a']}"),
                    Given.amend("b", "vision", "A good world for all people.", 5))
                .when(Given.agreeLater("{'provisionId':'vision','amendments':['b']}")));
    assertThat(conflicts.toString()).contains("just", "good");
  }

  @Test
  void aRefusedAgreementLeavesTheAmendmentsPending() {
    Situation refused =
        Given.planAndMeeting()
            .and(
                Given.amend("a", "vision", "A just world for all people."),
                Given.amend("b", "vision", "A good world for all people."));
    conflicts(refused.when(Given.agree(BOTH)));
    item(refused.when(Given.agree("{'provisionId':'vision','amendments':['a']}")));
  }

  @Test
  void overlapsMayBePendingSideBySide() {
    Given.planAndMeeting()
        .and(Given.amend("a", "vision", "A just world for all people."))
        .when(Given.amend("b", "vision", "A good world for all people."))
        .makes(AmendmentProposed.class);
  }

  @Test
  void chineseIsMergedWordByWord() {
    Situation chinese =
        Situation.after(
                Given.PLAN[0].replace("['en','fr']", "['en','zh']"), Given.PLAN[2], Given.PLAN[5])
            .and(Given.MEETING)
            .and(
                "ProvideTranslation"
                    + " {'planId':'p','provisionId':'g3','language':'zh','text':'让每个人都能公平地参与数字社会。','on':'2017-05-02'}");
    String amend =
        "ProposeAmendment"
            + " {'planId':'p','amendmentId':'%s','change':{'type':'text','provisionId':'g3','text':{'zh':'%s'}},'proposer':'A"
            + " delegation','on':'2017-09-11'}";
    AgreedItem agreed =
        item(
            chinese
                .and(
                    amend.formatted("a", "让每个人都能公平地加入数字社会。"),
                    amend.formatted("b", "让每个人都能平等地参与数字社会。"))
                .when(Given.agree("{'provisionId':'g3','amendments':['a','b']}")));
    assertThat(agreed.text().get("zh").text()).isEqualTo("让每个人都能平等地加入数字社会。");
  }

  @Test
  void anEditOfWhiteSpaceOnlyIsAnEdit() {
    AmendmentProposed proposed =
        Given.planAndMeeting()
            .when(Given.amend("a", "vision", "A fair  world for all people."))
            .makes(AmendmentProposed.class);
    assertThat(((Proposal.Rewording) proposed.proposal()).text().get("en").edits()).hasSize(1);
  }

  @Test
  void anAmendmentThatChangesNothingIsRefused() {
    Given.planAndMeeting()
        .when(Given.amend("a", "vision", "A fair world for all people."))
        .refused(ProblemType.NO_CHANGE);
  }

  @Test
  void anAmendmentThatIsSettledIsNotAgreedAgain() {
    Given.planAndMeeting()
        .and(
            Given.amend("a", "vision", "A just world for all people."),
            Given.agree("{'provisionId':'vision','amendments':['a']}"))
        .when(Given.agree("{'provisionId':'vision','amendments':['a']}"))
        .breaksRule("a");
  }

  @Test
  void anUnknownAmendmentIsNotFound() {
    Given.planAndMeeting()
        .when(Given.agree("{'provisionId':'vision','amendments':['x']}"))
        .findsNo("amendment", "x");
  }

  @Test
  void aBaseThatLiesAheadIsWrong() {
    Given.planAndMeeting()
        .when(Given.amend("a", "vision", "A just world for all people.", 99))
        .isWrongAt("/baseRevision", "0 to 5");
  }
}
