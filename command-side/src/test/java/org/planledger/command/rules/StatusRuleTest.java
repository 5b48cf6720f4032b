package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.plan.event.AmendmentDeclined;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.ConditionFulfilled;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.FrameworkMember;
import org.planledger.plan.event.NoteTaken;
import org.planledger.plan.event.PlanAdopted;
import org.planledger.plan.event.PlanTransmitted;
import org.planledger.plan.event.ProvisionAligned;
import org.planledger.plan.event.ProvisionReopened;
import org.planledger.plan.event.PublicationDeadlineSet;
import org.planledger.plan.event.StatementRecorded;
import org.planledger.plan.event.TranslationProvided;
import org.planledger.plan.event.WordingReserved;

/** What status a text has, who may give it, and what else a meeting does. */
class StatusRuleTest {
  private static final String ROUTE =
      "'route':[{'body':'Group','authority':'agree'},{'body':'Council','authority':'transmit'},{'body':'Conference','authority':'adopt'}]";
  private static final String FRAMEWORK =
      "ApproveFramework"
          + " {'planId':'p','frameworkId':'f','title':{'en':'Goals'},'meetingId':'m1','agendaItem':'3','provisions':['g1','g2'],'conditions':['Describe"
          + " them.'],'on':'2017-09-12'}";

  private static String meeting(String id, String body) {
    return "ScheduleMeeting {'meetingId':'%s','body':'%s','number':'1','from':'2018-02-01','to':'2018-02-02'}"
        .formatted(id, body);
  }

  private static String[] sitting(String id, String body) {
    return new String[] {
      meeting(id, body),
      "AdoptAgenda {'meetingId':'%s','document':'A-%s','items':[{'number':'1','title':{'en':'Plan'}}]}"
          .formatted(id, id),
      "OpenMeeting {'meetingId':'%s','on':'2018-02-01'}".formatted(id)
    };
  }

  private static Situation routed() {
    String[] plan = Given.PLAN.clone();
    plan[0] = plan[0].replace("'on'", ROUTE + ",'on'");
    return Situation.after(plan)
        .and(Given.MEETING)
        .and(sitting("council", "Council"))
        .and(sitting("pp", "Conference"));
  }

  private static String at(String command, String meeting) {
    return "%s {'planId':'p','meetingId':'%s','agendaItem':'1','on':'2018-02-01'}"
        .formatted(command, meeting);
  }

  @Test
  void theCouncilTransmitsAndTheConferenceAdopts() {
    Situation agreed = routed().and(Given.agree("{'provisionId':'vision'}"));
    agreed.when(at("TransmitPlan", "council")).makes(PlanTransmitted.class);
    agreed.and(at("TransmitPlan", "council"));
    agreed.when(at("AdoptPlan", "pp")).makes(PlanAdopted.class);
  }

  @Test
  void aWorkingGroupDoesNotTransmit() {
    routed()
        .when("TransmitPlan {'planId':'p','meetingId':'m1','agendaItem':'3','on':'2017-09-12'}")
        .breaksRule("Group");
  }

  @Test
  void theCouncilDoesNotAdopt() {
    routed().when(at("AdoptPlan", "council")).breaksRule("Council");
  }

  @Test
  void anAdoptedTextChangesOnlyOnceReopened() {
    Situation adopted =
        routed()
            .and(Given.agree("{'provisionId':'vision'}"), at("AdoptPlan", "pp"))
            .and(
                "ProposeAmendment"
                    + " {'planId':'p','amendmentId':'a','change':{'type':'text','provisionId':'vision','text':{'en':'A"
                    + " just world for all people.'}},'proposer':'A"
                    + " delegation','on':'2018-02-01'}");
    String agree =
        "AgreeProvisionally"
            + " {'planId':'p','meetingId':'pp','agendaItem':'1','items':[{'provisionId':'vision','amendments':['a']}],'on':'2018-02-02'}";
    String reopen =
        "ReopenProvision"
            + " {'planId':'p','provisionId':'vision','meetingId':'pp','agendaItem':'1','on':'2018-02-02'}";
    adopted.when(agree).breaksRule("vision", "reopen");
    adopted.when(reopen).makes(ProvisionReopened.class);
    adopted.and(reopen).when(agree).makes(org.planledger.plan.event.ProvisionallyAgreed.class);
  }

  @Test
  void whatIsOnlyDraftedIsNotReopened() {
    Given.planAndMeeting()
        .when(
            "ReopenProvision"
                + " {'planId':'p','provisionId':'vision','meetingId':'m1','agendaItem':'3','on':'2017-09-12'}")
        .breaksRule("vision");
  }

  @Test
  void aFrameworkIsApprovedAtTheRevisionsOfItsMembers() {
    FrameworkApproved approved =
        Given.planAndMeeting().when(FRAMEWORK).makes(FrameworkApproved.class);
    assertThat(approved.members())
        .containsExactly(new FrameworkMember("g1", 3), new FrameworkMember("g2", 4));
    assertThat(approved.conditions()).isEqualTo(List.of("Describe them."));
  }

  @Test
  void aConditionIsFulfilledOnce() {
    String fulfil =
        "FulfilCondition {'planId':'p','frameworkId':'f','condition':1,'on':'2017-10-01'}";
    Situation approved = Given.planAndMeeting().and(FRAMEWORK);
    approved.when(fulfil).makes(ConditionFulfilled.class);
    approved.and(fulfil).when(fulfil).breaksRule("fulfilled already");
  }

  @Test
  void aConditionThatWasNotMadeIsNotFulfilled() {
    Given.planAndMeeting()
        .and(FRAMEWORK)
        .when("FulfilCondition {'planId':'p','frameworkId':'f','condition':2,'on':'2017-10-01'}")
        .breaksRule("no condition 2");
  }

  @Test
  void aMemberThatIsNotThereIsNotFound() {
    Given.planAndMeeting().when(FRAMEWORK.replace("'g2'", "'g9'")).findsNo("g9");
  }

  @Test
  void anAmendmentIsDeclinedByAMeeting() {
    Given.planAndMeeting()
        .and(Given.amend("a", "vision", "A just world for all people."))
        .when(
            "DeclineAmendment"
                + " {'planId':'p','amendmentId':'a','meetingId':'m1','agendaItem':'3','reason':'Kept.','on':'2017-09-12'}")
        .makes(AmendmentDeclined.class);
  }

  @Test
  void anAmendmentIsWithdrawnOnce() {
    String withdraw = "WithdrawAmendment {'planId':'p','amendmentId':'a','on':'2017-09-12'}";
    Situation proposed =
        Given.planAndMeeting().and(Given.amend("a", "vision", "A just world for all people."));
    proposed.when(withdraw).makes(AmendmentWithdrawn.class);
    proposed.and(withdraw).when(withdraw).breaksRule("a");
  }

  @Test
  void aMeetingTakesNoteWithoutAgreeing() {
    Given.planAndMeeting()
        .when(
            "TakeNote"
                + " {'planId':'p','meetingId':'m1','agendaItem':'3','provisions':['g1'],'on':'2017-09-12'}")
        .makes(NoteTaken.class);
  }

  @Test
  void aMeetingReservesTheWording() {
    Given.planAndMeeting()
        .when(
            "ReserveWording"
                + " {'planId':'p','provisionId':'g1','meetingId':'m1','agendaItem':'3','on':'2017-09-12'}")
        .makes(WordingReserved.class);
  }

  @Test
  void aStatementNamesHowManyMadeIt() {
    StatementRecorded statement =
        Given.planAndMeeting()
            .when(
                "RecordStatement"
                    + " {'planId':'p','meetingId':'m1','agendaItem':'3','by':'some','text':'More"
                    + " time is needed.','on':'2017-09-12'}")
            .makes(StatementRecorded.class);
    assertThat(statement.text()).isEqualTo("More time is needed.");
  }

  @Test
  void aDeadlineIsARuleRelativeToAMeeting() {
    PublicationDeadlineSet deadline =
        Given.planAndBothMeetings()
            .when(
                "SetPublicationDeadline"
                    + " {'planId':'p','deadlineId':'d','beforeMeetingId':'m2','period':'P1M','meetingId':'m1','agendaItem':'3','on':'2017-09-12'}")
            .makes(PublicationDeadlineSet.class);
    assertThat(deadline.beforeMeetingId()).isEqualTo("m2");
  }

  @Test
  void aDeadlineBeforeAMeetingNobodyScheduledIsNotFound() {
    Given.planAndMeeting()
        .when(
            "SetPublicationDeadline"
                + " {'planId':'p','deadlineId':'d','beforeMeetingId':'m9','period':'P1M','on':'2017-09-12'}")
        .findsNo("meeting", "m9");
  }

  @Test
  void anAlignmentIsProposedAndThenAgreed() {
    String align =
        "AlignProvision"
            + " {'planId':'p','alignmentId':'al','provisionId':'g1','framework':'SDG','target':'9.c','on':'2017-09-12'}";
    Situation proposed = Given.planAndMeeting().and(align);
    proposed
        .when(align.replace("'on'", "'meetingId':'m1','agendaItem':'3','on'"))
        .makes(ProvisionAligned.class);
    proposed.when(align).breaksRule("al");
  }

  @Test
  void aTranslationRendersTheAuthoritativeTextAsItStands() {
    TranslationProvided translated =
        Given.planAndMeeting()
            .when(
                "ProvideTranslation {'planId':'p','provisionId':'g1','language':'fr','text':'La"
                    + " croissance.','on':'2017-05-02'}")
            .makes(TranslationProvided.class);
    assertThat(translated.renders()).isEqualTo(3);
  }

  @Test
  void aLanguageThePlanDoesNotHaveIsWrong() {
    Given.planAndMeeting()
        .when(
            "ProvideTranslation"
                + " {'planId':'p','provisionId':'g1','language':'de','text':'Wachstum.','on':'2017-05-02'}")
        .isWrongAt("/language", "de");
  }
}
