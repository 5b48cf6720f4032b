package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.meeting.event.ActionCompleted;
import org.planledger.meeting.event.ActionRequested;
import org.planledger.meeting.event.AgendaAdopted;
import org.planledger.meeting.event.MeetingClosed;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.meeting.event.MeetingRecordCorrected;
import org.planledger.meeting.event.MeetingRescheduled;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.meeting.event.ReportPublished;
import org.planledger.meeting.event.ReservationLifted;

/** How a meeting comes about, sits, reserves its outcomes, asks for action, and is corrected. */
class MeetingRuleTest {
  private static final LocalDate OPENING = LocalDate.parse("2017-09-11");
  private static final LocalDate SECOND_DAY = LocalDate.parse("2017-09-12");
  private static final String SCHEDULE = Given.MEETING[0];
  private static final String AGENDA = Given.MEETING[1];
  private static final String OPEN = Given.MEETING[2];
  private static final String CLOSE = "CloseMeeting {'meetingId':'m1','on':'2017-09-12'}";
  private static final String RESERVE =
      "ReserveOutcomes {'meetingId':'m1','reason':'No interpretation.','on':'2017-09-11'}";
  private static final String LIFT =
      "LiftReservation {'meetingId':'m1','byMeetingId':'m2','agendaItem':'3','on':'2018-01-15'}";
  private static final String ACTION =
      "RequestAction"
          + " {'meetingId':'m1','actionId':'a1','agendaItem':'2','assignees':['p-0123456789abcdef'],'text':'Draft"
          + " it.','on':'2017-09-11'}";

  private static Situation sitting() {
    return Situation.after(Given.MEETING);
  }

  private static Situation bothSitting() {
    return sitting().and(Given.LATER_MEETING);
  }

  private static String correct(long revision, String what) {
    return "CorrectRecord {'meetingId':'m1','revision':%d,%s,'reason':'A slip.'}"
        .formatted(revision, what);
  }

  @Test
  void aMeetingIsScheduledInItsOwnTimeZone() {
    MeetingScheduled scheduled =
        Situation.after()
            .when(
                "ScheduleMeeting"
                    + " {'meetingId':'m','body':'Group','number':'1','from':'2018-05-01','to':'2018-05-02','timeZone':'Pacific/Auckland','place':'Geneva','tentative':true}")
            .makes(MeetingScheduled.class);
    assertThat(scheduled.timeZone()).isEqualTo(ZoneId.of("Pacific/Auckland"));
    assertThat(scheduled.on()).isEqualTo(LocalDate.parse("2018-03-02"));
    assertThat(scheduled.place()).isEqualTo("Geneva");
    assertThat(scheduled.tentative()).isTrue();
  }

  @Test
  void aMeetingIsScheduledOnce() {
    Situation.after(SCHEDULE)
        .when(SCHEDULE.replace("'number':'1'", "'number':'2'"))
        .breaksRule("m1");
  }

  @Test
  void aMeetingDoesNotEndBeforeItBegins() {
    Situation.after()
        .when(SCHEDULE.replace("'to':'2017-09-12'", "'to':'2017-09-10'"))
        .isWrongAt("/to");
  }

  @Test
  void anUnknownMeetingIsNotFound() {
    Situation.after().when(OPEN).findsNo("m1");
  }

  @Test
  void aMeetingIsRescheduledUntilItOpens() {
    String reschedule =
        "RescheduleMeeting {'meetingId':'m1','from':'2017-10-02','to':'2017-10-03','reason':'No"
            + " room.','on':'2017-08-01'}";
    Situation.after(SCHEDULE)
        .when(reschedule)
        .makes(
            new MeetingRescheduled(
                "m1",
                LocalDate.parse("2017-10-02"),
                LocalDate.parse("2017-10-03"),
                false,
                null,
                "No room.",
                LocalDate.parse("2017-08-01")));
    sitting().when(reschedule).breaksRule("opened on 2017-09-11");
    Situation.after(SCHEDULE)
        .when(reschedule.replace("'to':'2017-10-03'", "'to':'2017-10-01'"))
        .isWrongAt("/to");
  }

  @Test
  void aMeetingOpensOnADayItIsScheduledFor() {
    Situation.after(SCHEDULE).when(OPEN).makes(new MeetingOpened("m1", OPENING));
    Situation.after(SCHEDULE)
        .when("OpenMeeting {'meetingId':'m1','on':'2017-09-10'}")
        .breaksRule("2017-09-11 to 2017-09-12");
    Situation.after(SCHEDULE)
        .when("OpenMeeting {'meetingId':'m1','on':'2017-09-13'}")
        .breaksRule("reschedule");
  }

  @Test
  void aMeetingOpensOnce() {
    sitting().when("OpenMeeting {'meetingId':'m1','on':'2017-09-12'}").breaksRule("2017-09-11");
  }

  @Test
  void aMeetingClosesAfterItOpenedAndOnce() {
    sitting().when(CLOSE).makes(new MeetingClosed("m1", SECOND_DAY));
    sitting().and(CLOSE).when(CLOSE).breaksRule("closed on 2017-09-12");
    Situation.after(SCHEDULE).when(CLOSE).breaksRule("not opened");
    sitting()
        .when("CloseMeeting {'meetingId':'m1','on':'2017-09-10'}")
        .breaksRule("opened on 2017-09-11");
  }

  @Test
  void aMeetingDoesNotCloseBeforeADayOnWhichItDecided() {
    assertThat(
            Given.planAndMeeting()
                .and(Given.agree("{'provisionId':'vision'}"))
                .when("CloseMeeting {'meetingId':'m1','on':'2017-09-11'}")
                .breaksRule("plan:p", "ProvisionallyAgreed"))
        .containsEntry("invalidates", 6L);
  }

  @Test
  void anAgendaIsAdoptedWithItsItems() {
    AgendaAdopted adopted = Situation.after(SCHEDULE).when(AGENDA).makes(AgendaAdopted.class);
    assertThat(adopted.on()).isEqualTo(OPENING);
    assertThat(adopted.items()).extracting(item -> item.number()).containsExactly("1", "2", "3");
  }

  @Test
  void anAgendaNumbersEachItemOnce() {
    Situation.after(SCHEDULE)
        .when(AGENDA.replace("'number':'2'", "'number':'1'"))
        .isWrongAt("/items");
  }

  @Test
  void aLaterAgendaKeepsTheItemsUnderWhichWasDecided() {
    String revised =
        "AdoptAgenda"
            + " {'meetingId':'m1','document':'A-1(Rev.1)','items':[{'number':'1','title':{'en':'Opening'}}],'on':'%s'}";
    Situation decided = Given.planAndMeeting().and(Given.agree("{'provisionId':'vision'}"));
    decided.when(revised.formatted("2017-09-11")).breaksRule("no item 3");
    decided.when(revised.formatted("2017-09-13")).makes(AgendaAdopted.class);
  }

  @Test
  void outcomesAreReservedByAMeetingThatSits() {
    sitting()
        .when(RESERVE)
        .makes(new OutcomesReserved("m1", null, null, "No interpretation.", OPENING));
    sitting().and(RESERVE).when(RESERVE).breaksRule("reserved");
    Situation.after(SCHEDULE).when(RESERVE).breaksRule("not opened");
    sitting().when(RESERVE.replace("2017-09-11", "2017-09-10")).breaksRule("not sitting");
    sitting()
        .when(RESERVE.replace("'reason'", "'agendaItem':'9','reason'"))
        .breaksRule("no item 9");
  }

  @Test
  void aReservationIsLiftedByALaterMeeting() {
    bothSitting()
        .and(RESERVE)
        .when(LIFT)
        .makes(new ReservationLifted("m1", "m2", "3", null, null, LocalDate.parse("2018-01-15")));
  }

  @Test
  void whatIsNotReservedIsNotLifted() {
    bothSitting().when(LIFT).breaksRule("nothing to lift");
    bothSitting().and(RESERVE).and(LIFT).when(LIFT).breaksRule("nothing to lift");
  }

  @Test
  void aReservationIsNotLiftedByItselfNorByAMeetingThatDoesNotSit() {
    Situation reserved = bothSitting().and(RESERVE);
    reserved.when(LIFT.replace("'m2'", "'m1'")).isWrongAt("/byMeetingId");
    reserved.when(LIFT.replace("'m2'", "'m9'")).findsNo("m9");
    reserved.when(LIFT.replace("2018-01-15", "2018-01-14")).breaksRule("not sitting");
    reserved.when(LIFT.replace("'agendaItem':'3'", "'agendaItem':'8'")).breaksRule("no item 8");
  }

  @Test
  void aReservationIsNotLiftedBeforeItWasMade() {
    bothSitting()
        .and(Given.LATER_MEETING[0].replace("'m2'", "'m0'").replace("2018-01", "2016-01"))
        .and("OpenMeeting {'meetingId':'m0','on':'2016-01-15'}")
        .and(RESERVE)
        .when("LiftReservation {'meetingId':'m1','byMeetingId':'m0','on':'2016-01-15'}")
        .breaksRule("reserved on 2017-09-11");
  }

  @Test
  void outcomesAreReservedAgainOnceTheReservationIsLifted() {
    bothSitting()
        .and(RESERVE, LIFT)
        .when(RESERVE.replace("'on':'2017-09-11'", "'on':'2017-09-12'"))
        .makes(OutcomesReserved.class);
  }

  @Test
  void aReportFollowsTheClosing() {
    String report = "PublishReport {'meetingId':'m1','document':'R-1','on':'2017-10-01'}";
    sitting().when(report).breaksRule("not closed");
    sitting()
        .and(CLOSE)
        .when(report)
        .makes(new ReportPublished("m1", "R-1", LocalDate.parse("2017-10-01")));
  }

  @Test
  void anActionIsRequestedUnderAnItemAndOnce() {
    ActionRequested requested = sitting().when(ACTION).makes(ActionRequested.class);
    assertThat(requested.assignees()).isEqualTo(List.of("p-0123456789abcdef"));
    assertThat(requested.minute().agendaItem()).isEqualTo("2");
    sitting().and(ACTION).when(ACTION).breaksRule("a1");
    sitting().when(ACTION.replace("'agendaItem':'2'", "'agendaItem':'7'")).breaksRule("no item 7");
    Situation.after(SCHEDULE, AGENDA).when(ACTION).breaksRule("not opened");
  }

  @Test
  void anActionIsDueAtAMeetingAndForAPlanThatExist() {
    sitting().when(ACTION.replace("'on'", "'dueMeetingId':'m7','on'")).findsNo("m7");
    sitting().when(ACTION.replace("'on'", "'planId':'p7','on'")).findsNo("p7");
    ActionRequested requested =
        Given.planAndBothMeetings()
            .when(ACTION.replace("'on'", "'dueMeetingId':'m2','planId':'p','on'"))
            .makes(ActionRequested.class);
    assertThat(requested.dueMeetingId()).isEqualTo("m2");
    assertThat(requested.planId()).isEqualTo("p");
  }

  @Test
  void anActionIsCompletedOnce() {
    String complete = "CompleteAction {'meetingId':'m1','actionId':'a1','on':'2017-12-01'}";
    sitting()
        .and(ACTION)
        .when(complete)
        .makes(new ActionCompleted("m1", "a1", null, LocalDate.parse("2017-12-01")));
    sitting().and(ACTION, complete).when(complete).breaksRule("2017-12-01");
    sitting().when(complete).findsNo("a1");
  }

  @Test
  void aSlipInTheRecordIsCorrected() {
    MeetingRecordCorrected corrected =
        sitting().when(correct(0, "'set':{'place':'Geneva'}")).makes(MeetingRecordCorrected.class);
    assertThat(corrected.revision()).isZero();
    assertThat(corrected.annul()).isFalse();
  }

  @Test
  void aCorrectionSetsSomethingOrAnnulsAndNamesWhatIsRecorded() {
    sitting().when(correct(0, "'annul':false")).isWrongAt("/set");
    sitting().when(correct(0, "'set':{'place':'G'},'annul':true")).isWrongAt("/set");
    sitting().when(correct(0, "'set':{}")).isWrongAt("/set");
    sitting().when(correct(3, "'set':{'place':'G'}")).isWrongAt("/revision");
  }

  @Test
  void neitherTheSchedulingIsAnnulledNorACorrectionCorrected() {
    sitting().when(correct(0, "'annul':true")).breaksRule("cannot be annulled");
    sitting()
        .and(correct(0, "'set':{'place':'G'}"))
        .when(correct(3, "'set':{'place':'H'}"))
        .breaksRule("cannot be corrected");
  }

  @Test
  void aCorrectionLeavesTheMeetingPossible() {
    sitting().when(correct(0, "'set':{'to':'2017-09-01'}")).isWrongAt("/to");
    sitting()
        .and(CLOSE)
        .when(correct(2, "'set':{'on':'2017-09-13'}"))
        .breaksRule("without having been open");
    sitting().and(CLOSE).when(correct(2, "'annul':true")).breaksRule("without having been open");
  }

  @Test
  void aCorrectionLeavesWhatTheMeetingDecidedPossible() {
    Situation decided = Given.planAndMeeting().and(Given.agree("{'provisionId':'vision'}"));
    assertThat(decided.when(correct(2, "'annul':true")).breaksRule("plan:p"))
        .containsEntry("invalidates", 6L);
    decided.when(correct(1, "'annul':true")).breaksRule("no agenda");
    decided.when(correct(2, "'set':{'on':'2017-09-12'}")).makes(MeetingRecordCorrected.class);
  }

  @Test
  void whatIsAnnulledCanBeDoneAnew() {
    sitting().and(CLOSE).and(correct(3, "'annul':true")).when(CLOSE).makes(MeetingClosed.class);
    bothSitting().and(RESERVE).and(correct(3, "'annul':true")).when(LIFT).breaksRule("to lift");
  }
}
