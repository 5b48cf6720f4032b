package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.Unaffected;
import org.planledger.problem.ProblemType;

/** Rules 3 to 5 and 8: documents, corrections, late entries, stale and repeated commands. */
class RecordRuleTest {
  /** One amendment of a long text is sent at a time, but a meeting may settle them together. */
  @Test
  void anEventThatNoVerifierWouldReadIsNotRecorded() {
    Situation long7 = Given.planAndMeeting();
    List<String> items = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      // A word of 100,000 letters with four bytes each.
      String text = "\uD800\uDF30".repeat(99_999) + i;
      long7.and(
          "AddProvision {'planId':'p','provisionId':'l%d','kind':'goal','text':{'en':'%s'},'on':'2017-05-01'}"
              .formatted(i, text),
          Given.amend("l" + i, "l" + i, text.replace(i + "", "0")));
      items.add("{'provisionId':'l%d','amendments':['l%d']}".formatted(i, i));
    }
    long7
        .when(Given.agree(String.join(",", items)))
        .refused(
            ProblemType.TOO_LARGE, "no verifier", "8000000", "settle fewer amendments at once");
    items.removeLast();
    long7.when(Given.agree(String.join(",", items))).makes(ProvisionallyAgreed.class);
  }

  private static final String GOAL =
      "AddProvision"
          + " {'planId':'p','provisionId':'g4','kind':'goal','parentId':'goals','text':{'en':'Partners.'},'on':'2017-05-02'}";

  @Test
  void aCommandSentTwiceHasOneEffect() {
    Situation once = Given.planAndMeeting().and(GOAL);
    once.whenKeyed("given 9", GOAL).repeats(6);
  }

  @Test
  void aKeyIsNotUsedForAnotherCommand() {
    Given.planAndMeeting()
        .and(GOAL)
        .whenKeyed("given 9", GOAL.replace("Partners", "Friends"))
        .refused(ProblemType.KEY_REUSED, "revision 6");
  }

  @Test
  void aStaleWriterIsRefused() {
    assertThat(
            Given.planAndMeeting()
                .whenSeen(4, GOAL)
                .refused(ProblemType.STALE_REVISION, "revision 4", "revision 5")
                .members())
        .containsAllEntriesOf(Map.of("expected", 4L, "actual", 5L));
  }

  @Test
  void aWriterWhoSawTheLatestIsNot() {
    Given.planAndMeeting().whenSeen(5, GOAL).makes(ProvisionAdded.class);
  }

  @Test
  void aPlanIsOpenedOnce() {
    Given.planAndMeeting().when(Given.PLAN[0].replace("'Plan'", "'Other'")).breaksRule("p");
  }

  @Test
  void anUnknownPlanIsNotFound() {
    Situation.after(Given.MEETING).when(GOAL).findsNo("plan", "p");
  }

  @Test
  void aLateOutcomeTellsWhichTextsItLeavesAlone() {
    ProvisionallyAgreed late =
        Given.planAndBothMeetings()
            .and(
                Given.amend("a", "vision", "A just world for all people."),
                Given.agreeLater("{'provisionId':'vision','amendments':['a']}"),
                Given.amend("b", "vision", "A fair world for all peoples.", 5))
            .when(Given.agree("{'provisionId':'vision','amendments':['b']}"))
            .makes(ProvisionallyAgreed.class);
    assertThat(late.items().getFirst().text().get("en").text())
        .isEqualTo("A fair world for all peoples.");
    assertThat(late.unaffected()).extracting(Unaffected::provisionId).containsExactly("vision");
    assertThat(late.unaffected().getFirst().revision()).isEqualTo(7);
  }

  @Test
  void aLateRemovalOfWhatWasDecidedOnLaterIsRefused() {
    Map<String, Object> members =
        Given.planAndBothMeetings()
            .and(Given.agreeLater("{'provisionId':'g3'}"))
            .when("RemoveProvision {'planId':'p','provisionId':'g3','on':'2017-05-02'}")
            .breaksRule("Revision 6", "g3");
    assertThat(members).containsEntry("invalidates", 6L);
  }

  @Test
  void anOutcomeIsCorrected() {
    RecordCorrected corrected =
        Given.planAndMeeting()
            .and(Given.agree("{'provisionId':'vision'}"))
            .when(
                "CorrectRecord"
                    + " {'planId':'p','revision':6,'set':{'paragraph':'3.4','on':'2017-09-11'},'reason':'Typed"
                    + " wrongly.','on':'2017-10-01'}")
            .makes(RecordCorrected.class);
    assertThat(corrected.annul()).isFalse();
    assertThat(corrected.set()).isNotNull();
  }

  @Test
  void aCorrectionToADayOnWhichTheMeetingDidNotSitIsRefused() {
    Given.planAndMeeting()
        .and(Given.agree("{'provisionId':'vision'}"))
        .when(
            "CorrectRecord {'planId':'p','revision':6,'set':{'on':'2017-09-10'},'reason':'Typed"
                + " wrongly.'}")
        .breaksRule("2017-09-10");
  }

  @Test
  void anAnnulmentThatWouldUndoALaterOutcomeIsRefused() {
    Given.planAndMeeting()
        .and(GOAL, Given.agree("{'provisionId':'g4'}"))
        .when(
            "CorrectRecord {'planId':'p','revision':6,'annul':true,'reason':'Entered by mistake.'}")
        .breaksRule("Revision 7", "g4");
  }

  @Test
  void anAnnulledOutcomeLeavesItsAmendmentsPending() {
    Situation annulled =
        Given.planAndMeeting()
            .and(
                Given.amend("a", "vision", "A just world for all people."),
                Given.agree("{'provisionId':'vision','amendments':['a']}"),
                "CorrectRecord {'planId':'p','revision':7,'annul':true,'reason':'Entered by"
                    + " mistake.'}");
    ProvisionallyAgreed again =
        annulled
            .when(Given.agree("{'provisionId':'vision','amendments':['a']}"))
            .makes(ProvisionallyAgreed.class);
    assertThat(again.items().getFirst().text().get("en").text())
        .isEqualTo("A just world for all people.");
  }

  @Test
  void aCorrectionSetsSomethingOrAnnuls() {
    Given.planAndMeeting()
        .and(Given.agree("{'provisionId':'vision'}"))
        .when("CorrectRecord {'planId':'p','revision':6,'reason':'?'}")
        .refused(ProblemType.INVALID_FIELDS);
  }

  @Test
  void whatIsNotRecordedIsNotCorrected() {
    Given.planAndMeeting()
        .when("CorrectRecord {'planId':'p','revision':60,'annul':true,'reason':'?'}")
        .isWrongAt("/revision", "0 to 5");
  }

  @Test
  void aDraftIsIssuedUnderANumberOnce() {
    Situation issued =
        Given.planAndMeeting().and("IssueDraft {'planId':'p','document':'D-6','on':'2017-09-12'}");
    issued.when("IssueDraft {'planId':'p','document':'D-6','on':'2017-09-13'}").breaksRule("D-6");
    issued
        .when("IssueDraft {'planId':'p','document':'D-6(Rev.1)','on':'2017-09-13'}")
        .makes(DraftIssued.class);
  }

  @Test
  void revisionsOfADocumentAscend() {
    Given.planAndMeeting()
        .and("IssueDraft {'planId':'p','document':'D-6(Rev.2)','on':'2017-09-12'}")
        .when("IssueDraft {'planId':'p','document':'D-6(Rev.1)','on':'2017-09-13'}")
        .breaksRule("D-6(Rev.1)", "D-6(Rev.2)");
  }

  @Test
  void anAgendaTakesItsNumberFromEverybodyElse() {
    Given.planAndMeeting()
        .when("IssueDraft {'planId':'p','document':'A-1','on':'2017-09-12'}")
        .breaksRule("A-1");
  }

  @Test
  void anIssuedDraftTakesTheNumberOfAContributionOnce() {
    String submitted =
        "SubmitContribution"
            + " {'contributionId':'c','submitter':'Secretariat','title':{'en':'Draft'},'document':'C-6','on':'2017-09-01'}";
    String issue = "IssueDraft {'planId':'p','document':'C-6','revision':3,'on':'2017-09-12'}";
    assertThat(
            Given.planAndMeeting().and(submitted).when(issue).makes(DraftIssued.class).revision())
        .isEqualTo(3);
    Given.planAndMeeting().and(submitted, issue).when(issue).breaksRule("C-6");
  }
}
