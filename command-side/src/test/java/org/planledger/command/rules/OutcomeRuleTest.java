package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.planledger.log.Minute;
import org.planledger.plan.event.ProvisionallyAgreed;

/** Rule 1: an outcome names a meeting that was sitting on the day, and an item of its agenda. */
class OutcomeRuleTest {
  private static String agree(String meeting, String item, String day) {
    return "AgreeProvisionally {'planId':'p','meetingId':'%s','agendaItem':'%s','items':[{'provisionId':'vision'}],'on':'%s'}"
        .formatted(meeting, item, day);
  }

  @Test
  void anOutcomeOfAMeetingThatWasSittingIsRecorded() {
    ProvisionallyAgreed agreed =
        Given.planAndMeeting()
            .when(agree("m1", "3", "2017-09-12"))
            .makes(ProvisionallyAgreed.class);
    assertThat(agreed.minute()).isEqualTo(new Minute("m1", "3", null));
    assertThat(agreed.on()).isEqualTo(LocalDate.parse("2017-09-12"));
    assertThat(agreed.items().getFirst().text()).isEmpty();
  }

  @Test
  void aMeetingThatDoesNotExistDecidesNothing() {
    Given.planAndMeeting().when(agree("m9", "3", "2017-09-12")).findsNo("meeting", "m9");
  }

  @Test
  void aMeetingThatIsNotOpenedDecidesNothing() {
    Given.planAndMeeting()
        .and(
            "ScheduleMeeting"
                + " {'meetingId':'m2','body':'Group','number':'2','from':'2018-01-15','to':'2018-01-16'}")
        .when(agree("m2", "3", "2018-01-15"))
        .breaksRule("m2", "not opened");
  }

  @Test
  void nothingIsDecidedBeforeTheOpeningDay() {
    Given.planAndMeeting()
        .when(agree("m1", "3", "2017-09-10"))
        .breaksRule("2017-09-10", "opened on 2017-09-11");
  }

  @Test
  void nothingIsDecidedAfterTheClosingDay() {
    Given.planAndMeeting()
        .and("CloseMeeting {'meetingId':'m1','on':'2017-09-12'}")
        .when(agree("m1", "3", "2017-09-13"))
        .breaksRule("2017-09-13", "closed on 2017-09-12");
  }

  @Test
  void anOutcomeOfAClosedMeetingMayBeEnteredLate() {
    Given.planAndMeeting()
        .and("CloseMeeting {'meetingId':'m1','on':'2017-09-12'}")
        .when(agree("m1", "3", "2017-09-11"))
        .makes(ProvisionallyAgreed.class);
  }

  @Test
  void anItemThatIsNotOnTheAgendaIsRefusedWithThoseThatAre() {
    Given.planAndMeeting()
        .when(agree("m1", "9", "2017-09-12"))
        .breaksRule("no item 9", "[1, 2, 3]");
  }

  @Test
  void theAgendaCountsAsItStoodOnTheDay() {
    Situation revised =
        Given.planAndMeeting()
            .and(
                "AdoptAgenda"
                    + " {'meetingId':'m1','document':'A-1(Rev.1)','items':[{'number':'4','title':{'en':'New'}}],'on':'2017-09-12'}");
    revised.when(agree("m1", "3", "2017-09-11")).makes(ProvisionallyAgreed.class);
    revised.when(agree("m1", "3", "2017-09-12")).breaksRule("A-1(Rev.1)", "no item 3");
    revised.when(agree("m1", "4", "2017-09-12")).makes(ProvisionallyAgreed.class);
  }

  @Test
  void aMeetingWithoutAnAgendaDecidesNothing() {
    Situation.after(Given.PLAN)
        .and(
            "ScheduleMeeting"
                + " {'meetingId':'m1','body':'Group','number':'1','from':'2017-09-11','to':'2017-09-12'}",
            "OpenMeeting {'meetingId':'m1','on':'2017-09-11'}")
        .when(agree("m1", "3", "2017-09-11"))
        .breaksRule("no agenda");
  }
}
