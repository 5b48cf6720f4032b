package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.plan.Scope;
import org.planledger.plan.event.AgreedItem;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.ProvisionMoved;
import org.planledger.plan.event.ProvisionRemoved;
import org.planledger.plan.event.ProvisionallyAgreed;
import org.planledger.problem.ProblemType;

/** Structure: places, insertions, moves and removals. */
class StructureRuleTest {
  private static final LocalDate DAY = LocalDate.parse("2017-05-02");

  private static String propose(String id, String change) {
    return "ProposeAmendment {'planId':'p','amendmentId':'%s','change':%s,'proposer':'A delegation','on':'2017-09-11'}"
        .formatted(id, change);
  }

  private static AgreedItem item(Outcome outcome) {
    return outcome.makes(ProvisionallyAgreed.class).items().getFirst();
  }

  @Test
  void agreeingToTheStructureSaysNothingOfTheText() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .when(Given.agree("{'provisionId':'goals','scope':'structure'}")));
    assertThat(agreed.scope()).isEqualTo(Scope.STRUCTURE);
    assertThat(agreed.text()).isEmpty();
  }

  @Test
  void theSecretariatMovesWhatIsDrafted() {
    Given.planAndMeeting()
        .when(
            "MoveProvision"
                + " {'planId':'p','provisionId':'g3','parentId':'goals','after':'','on':'2017-05-02'}")
        .makes(new ProvisionMoved("p", "g3", new Place("goals", ""), DAY));
  }

  @Test
  void theSecretariatDoesNotMoveWhatIsAgreed() {
    Given.planAndMeeting()
        .and(Given.agree("{'provisionId':'g3'}"))
        .when("MoveProvision {'planId':'p','provisionId':'g3','after':'','on':'2017-09-12'}")
        .breaksRule("g3", "agreed");
  }

  @Test
  void theSecretariatDoesNotRemoveWhatIsAgreed() {
    Given.planAndMeeting()
        .and(Given.agree("{'provisionId':'g3'}"))
        .when("RemoveProvision {'planId':'p','provisionId':'g3','on':'2017-09-12'}")
        .breaksRule("g3", "agreed");
  }

  @Test
  void aProvisionDoesNotMoveBelowItself() {
    Given.planAndMeeting()
        .when(
            "MoveProvision {'planId':'p','provisionId':'goals','parentId':'g1','on':'2017-05-02'}")
        .breaksRule("goals");
  }

  @Test
  void aParentThatIsNotThereIsNotFound() {
    Given.planAndMeeting()
        .when(
            "AddProvision"
                + " {'planId':'p','provisionId':'x','kind':'goal','parentId':'nowhere','on':'2017-05-02'}")
        .findsNo("nowhere");
  }

  @Test
  void oneStandsOnlyBehindASibling() {
    Given.planAndMeeting()
        .when(
            "AddProvision"
                + " {'planId':'p','provisionId':'x','kind':'goal','parentId':'goals','after':'vision','on':'2017-05-02'}")
        .breaksRule("vision");
  }

  @Test
  void anIdIsUsedOnceAtATime() {
    Given.planAndMeeting()
        .when(
            "AddProvision {'planId':'p','provisionId':'vision','kind':'vision','on':'2017-05-02'}")
        .breaksRule("vision");
  }

  @Test
  void aProvisionWithOthersBelowItIsRemovedOnlyWithThem() {
    Situation given = Given.planAndMeeting();
    given
        .when("RemoveProvision {'planId':'p','provisionId':'goals','on':'2017-05-02'}")
        .breaksRule("goals");
    ProvisionRemoved removed =
        given
            .when(
                "RemoveProvision"
                    + " {'planId':'p','provisionId':'goals','withDescendants':true,'on':'2017-05-02'}")
            .makes(ProvisionRemoved.class);
    assertThat(removed.provisionIds()).containsExactlyInAnyOrder("goals", "g1", "g2", "g3");
  }

  @Test
  void whatWasRemovedMayComeBack() {
    Given.planAndMeeting()
        .and("RemoveProvision {'planId':'p','provisionId':'g3','on':'2017-05-02'}")
        .when(
            "AddProvision"
                + " {'planId':'p','provisionId':'g3','kind':'goal','parentId':'goals','text':{'en':'Back.'},'on':'2017-05-03'}")
        .makes(ProvisionAdded.class);
  }

  @Test
  void anInsertionIsAgreedWithItsText() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    propose(
                        "a",
                        "{'type':'insert','provision':{'provisionId':'g4','kind':'goal','parentId':'goals','after':'g1','text':{'en':'Partners.'}}}"))
                .when(Given.agree("{'provisionId':'g4','amendments':['a']}")));
    assertThat(agreed.inserted()).isNotNull();
    assertThat(agreed.inserted().place()).isEqualTo(new Place("goals", "g1"));
    assertThat(agreed.inserted().text().get("en").text()).isEqualTo("Partners.");
  }

  /** The words of the rewording would be lost. */
  @Test
  void whatIsInsertedIsRewordedOnlyAfterwards() {
    Given.planAndMeeting()
        .and(
            Given.amend("a", "g3", "Newer ideas."),
            "RemoveProvision {'planId':'p','provisionId':'g3','on':'2017-09-11'}",
            propose(
                "b",
                "{'type':'insert','provision':{'provisionId':'g3','kind':'goal','parentId':'goals','text':{'en':'New"
                    + " ideas.'}}}"))
        .when(Given.agree("{'provisionId':'g3','amendments':['b','a']}"))
        .breaksRule("b", "a rewords");
  }

  @Test
  void anInsertionBehindWhatIsGoneIsRefused() {
    Given.planAndBothMeetings()
        .and(
            propose(
                "a",
                "{'type':'insert','provision':{'provisionId':'g4','kind':'goal','parentId':'goals','after':'g1','text':{'en':'Partners.'}}}"),
            propose("b", "{'type':'remove','provisionId':'g1'}"),
            Given.agree("{'provisionId':'g1','amendments':['b']}"))
        .when(Given.agreeLater("{'provisionId':'g4','amendments':['a']}"))
        .refused(ProblemType.RULE_BROKEN, "g1");
  }

  private static final String BELOW_G1 =
      "{'type':'insert','provision':{'provisionId':'g4','kind':'goal','parentId':'g1','text':{'en':'Partners.'}}}";
  private static final String TO_G1 = "{'type':'move','provisionId':'g3','parentId':'g1'}";

  /** What is written against revision 5, in which g1 stood, and not against what is in force. */
  private static String proposeBefore(String id, String change) {
    return propose(id, change).replace("'change'", "'baseRevision':5,'change'");
  }

  private static Situation withoutG1() {
    return Given.planAndMeeting()
        .and("RemoveProvision {'planId':'p','provisionId':'g1','on':'2017-05-03'}");
  }

  @Test
  void anInsertionBelowWhatWasTakenOutSinceIsProposedAndCannotBeAgreed() {
    AmendmentProposed proposed =
        withoutG1().when(proposeBefore("a", BELOW_G1)).makes(AmendmentProposed.class);
    assertThat(((Proposal.Insertion) proposed.proposal()).provision().place())
        .isEqualTo(new Place("g1", null));
    withoutG1()
        .and(proposeBefore("a", BELOW_G1))
        .when(Given.agree("{'provisionId':'g4','amendments':['a']}"))
        .breaksRule("g4", "below g1", "any more");
  }

  @Test
  void aMoveBelowWhatWasTakenOutSinceIsProposedAndCannotBeAgreed() {
    AmendmentProposed proposed =
        withoutG1().when(proposeBefore("a", TO_G1)).makes(AmendmentProposed.class);
    assertThat(((Proposal.Move) proposed.proposal()).place()).isEqualTo(new Place("g1", null));
    withoutG1()
        .and(proposeBefore("a", TO_G1))
        .when(Given.agree("{'provisionId':'g3','amendments':['a']}"))
        .breaksRule("g3", "below g1", "any more");
  }

  @Test
  void whatWasNotThereAtItsBaseIsNoParentOfAnAmendment() {
    withoutG1().when(propose("a", BELOW_G1)).findsNo("g1");
    withoutG1().when(propose("a", TO_G1)).findsNo("g1");
    Given.planAndMeeting()
        .when(propose("a", BELOW_G1).replace("'change'", "'baseRevision':2,'change'"))
        .findsNo("g1");
  }

  @Test
  void anInsertionOfWhatHasEnteredSinceIsProposedAndCannotBeAgreed() {
    String insertion =
        "{'type':'insert','provision':{'provisionId':'g3','kind':'goal','parentId':'goals'}}";
    Given.planAndMeeting().when(propose("a", insertion)).breaksRule("g3", "already");
    Situation given =
        Given.planAndMeeting()
            .and(propose("a", insertion).replace("'change'", "'baseRevision':4,'change'"));
    given.when(Given.agree("{'provisionId':'g3','amendments':['a']}")).breaksRule("g3", "already");
  }

  @Test
  void aMoveLeavesTheStatusOfTheText() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    propose(
                        "a", "{'type':'move','provisionId':'g3','parentId':'goals','after':''}"))
                .when(Given.agree("{'provisionId':'g3','amendments':['a']}")));
    assertThat(agreed.place()).isEqualTo(new Place("goals", ""));
    assertThat(agreed.text()).isEmpty();
  }

  @Test
  void movesToTwoPlacesCollide() {
    Given.planAndMeeting()
        .and(
            propose("a", "{'type':'move','provisionId':'g3','parentId':'goals','after':''}"),
            propose("b", "{'type':'move','provisionId':'g3','parentId':'vision','after':''}"))
        .when(Given.agree("{'provisionId':'g3','amendments':['a','b']}"))
        .refused(ProblemType.AMENDMENTS_OVERLAP, "g3");
  }

  @Test
  void aTextThatIsEditedAndRemovedCollides() {
    Given.planAndMeeting()
        .and(
            Given.amend("a", "g3", "Newer ideas."),
            propose("b", "{'type':'remove','provisionId':'g3'}"))
        .when(Given.agree("{'provisionId':'g3','amendments':['a','b']}"))
        .refused(ProblemType.AMENDMENTS_OVERLAP, "g3");
  }

  @Test
  void aRemovalWrittenAgainstAnOlderTextIsRefused() {
    Given.planAndBothMeetings()
        .and(
            propose("b", "{'type':'remove','provisionId':'g3'}"),
            Given.amend("a", "g3", "Newer ideas."),
            Given.agree("{'provisionId':'g3','amendments':['a']}"))
        .when(Given.agreeLater("{'provisionId':'g3','amendments':['b']}"))
        .refused(ProblemType.AMENDMENTS_OVERLAP, "g3");
  }

  @Test
  void anItemIsAboutTheTargetOfItsAmendments() {
    Given.planAndMeeting()
        .and(Given.amend("a", "g3", "Newer ideas."))
        .when(Given.agree("{'provisionId':'g2','amendments':['a']}"))
        .breaksRule("a", "g3");
  }

  @Test
  void anAmendedHeadingIsRecorded() {
    AgreedItem agreed =
        item(
            Given.planAndMeeting()
                .and(
                    propose(
                        "a",
                        "{'type':'text','provisionId':'goals','text':{},'heading':{'en':'Strategic"
                            + " goals'}}"))
                .when(Given.agree("{'provisionId':'goals','amendments':['a']}")));
    assertThat(agreed.heading()).containsEntry("en", "Strategic goals");
  }

  @Test
  void severalProvisionsAreAgreedAtOnce() {
    ProvisionallyAgreed agreed =
        Given.planAndMeeting()
            .when(Given.agree("{'provisionId':'g1'},{'provisionId':'g2'}"))
            .makes(ProvisionallyAgreed.class);
    assertThat(agreed.items()).extracting(AgreedItem::provisionId).isEqualTo(List.of("g1", "g2"));
  }
}
