package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.DraftScheduled;
import org.planledger.plan.event.DraftWithdrawn;

/** Drafts that are issued by themselves, and drafts that are taken back. */
class IssuingRuleTest {
  /** A month before the later meeting, on 15 January 2018, at midnight in Zurich. */
  private static final String BEFORE =
      "ScheduleDraft"
          + " {'planId':'p','deadlineId':'d','document':'D-1','beforeMeetingId':'m2','period':'P1M','on':'2017-10-01'}";

  private static final String AT_CLOSE =
      "ScheduleDraft"
          + " {'planId':'p','deadlineId':'c','document':'D-2','atCloseOf':'m1','on':'2017-09-11'}";
  private static final String AT_EACH_CLOSE =
      "ScheduleDraft"
          + " {'planId':'p','deadlineId':'e','document':'D-3','atCloseOfEach':'Group','on':'2017-09-11'}";
  private static final String CLOSE = "CloseMeeting {'meetingId':'m1','on':'2017-09-12'}";

  private static String issue(String deadline, String meeting) {
    return "IssueScheduledDraft {'planId':'p','deadlineId':'%s','meetingId':'%s'}"
        .formatted(deadline, meeting);
  }

  private static String goal(String id) {
    return "AddProvision {'planId':'p','provisionId':'%s','kind':'goal','parentId':'goals','text':{'en':'More.'},'on':'2017-12-01'}"
        .formatted(id);
  }

  @BeforeEach
  void recordInSeptember() {
    recordAt("2017-09-12T10:00:00Z");
  }

  /** Events are recorded at this instant from now on. */
  private static void recordAt(String instant) {
    GenericEventMessage.clock = Clock.fixed(Instant.parse(instant), ZoneOffset.UTC);
  }

  @AfterEach
  void recordWhenTheyHappen() {
    GenericEventMessage.clock = Clock.systemUTC();
  }

  @Test
  void aDraftIsScheduledBeforeAMeeting() {
    DraftScheduled scheduled = Given.planAndBothMeetings().when(BEFORE).makes(DraftScheduled.class);
    assertThat(scheduled.beforeMeetingId()).isEqualTo("m2");
    assertThat(scheduled.period()).isEqualTo(Period.ofMonths(1));
  }

  @Test
  void aScheduleHasOneRule() {
    String rules = "'beforeMeetingId':'m2','period':'P1M'";
    Situation both = Given.planAndBothMeetings();
    both.when(BEFORE.replace(rules, "'atCloseOf':'m2'," + rules)).isWrongAt("/beforeMeetingId");
    both.when(BEFORE.replace("," + rules, "")).isWrongAt("/beforeMeetingId", "one of them");
    both.when(BEFORE.replace(",'period':'P1M'", "")).isWrongAt("/period");
    both.when(AT_CLOSE.replace("'atCloseOf'", "'period':'P1M','atCloseOf'")).isWrongAt("/period");
    both.when(AT_EACH_CLOSE.replace("D-3", "D-3(Rev.1)")).isWrongAt("/document", "no revision");
  }

  @Test
  void aScheduleNamesAMeetingThatThereIs() {
    Given.planAndMeeting().when(BEFORE).findsNo("meeting", "m2");
    Given.planAndMeeting().when(AT_CLOSE.replace("m1", "m9")).findsNo("meeting", "m9");
  }

  @Test
  void aScheduledDraftIsIssuedAsItWasWhenItWasDue() {
    Situation due = Given.planAndBothMeetings().and(BEFORE);
    recordAt("2017-12-14T22:59:59Z");
    due.and(goal("g4"));
    recordAt("2017-12-14T23:00:01Z");
    due.and(goal("g5"));
    assertThat(due.when(issue("d", "m2")).makes(DraftIssued.class))
        .isEqualTo(new DraftIssued("p", "D-1", 7, LocalDate.parse("2018-03-01")));
  }

  @Test
  void aDraftThatIsNotDueYetIsNotIssued() {
    Given.planAndMeeting()
        .and(
            "ScheduleMeeting"
                + " {'meetingId':'m3','body':'Group','number':'3','from':'2018-03-15','to':'2018-03-16','timeZone':'Europe/Zurich'}",
            BEFORE.replace("m2", "m3"),
            "RescheduleMeeting"
                + " {'meetingId':'m3','from':'2018-04-02','to':'2018-04-03','on':'2018-01-01'}")
        .when(issue("d", "m3"))
        .breaksRule("D-1", "is due at 2018-03-01T23:00:00Z");
  }

  @Test
  void aDraftIsNeverDueBeforeItWasScheduled() {
    Situation late = Given.planAndBothMeetings();
    recordAt("2018-02-01T10:00:00Z");
    late.and(BEFORE);
    assertThat(late.when(issue("d", "m2")).makes(DraftIssued.class).revision()).isEqualTo(6);
  }

  @Test
  void aDraftIsIssuedAtTheCloseOfAMeeting() {
    Situation open = Given.planAndMeeting().and(AT_CLOSE);
    open.when(issue("c", "m1")).breaksRule("No draft of schedule c is due by meeting m1");
    recordAt("2017-09-12T17:00:00Z");
    open.and(CLOSE);
    recordAt("2017-09-13T08:00:00Z");
    open.and(goal("g4"));
    assertThat(open.when(issue("c", "m1")).makes(DraftIssued.class).revision()).isEqualTo(6);
    open.and("CorrectRecord {'meetingId':'m1','revision':3,'annul':true,'reason':'Not closed yet'}")
        .when(issue("c", "m1"))
        .breaksRule("No draft");
  }

  @Test
  void aDraftIsIssuedAtTheCloseOfEachMeetingUnderANumberOfItsOwn() {
    Situation closed = Given.planAndBothMeetings().and(AT_EACH_CLOSE);
    recordAt("2017-09-12T17:00:00Z");
    closed.and(CLOSE);
    assertThat(closed.made(DraftIssued.class, issue("e", "m1")).document()).isEqualTo("D-3/m1");
    closed.when(issue("e", "m1")).breaksRule("D-3/m1");
    closed
        .and("CloseMeeting {'meetingId':'m2','on':'2018-01-16'}")
        .and(issue("e", "m2"))
        .when("IssueDraft {'planId':'p','document':'D-3/m2','on':'2018-01-17'}")
        .breaksRule("D-3/m2");
  }

  @Test
  void aMeetingOfAnotherBodyOrFromBeforeTheScheduleDoesNotCount() {
    Situation closed = Given.planAndMeeting().and(CLOSE);
    recordAt("2017-09-13T08:00:00Z");
    closed.and(AT_EACH_CLOSE).when(issue("e", "m1")).breaksRule("No draft");
    Given.planAndMeeting()
        .and(AT_EACH_CLOSE.replace("'Group'", "'Council'"), CLOSE)
        .when(issue("e", "m1"))
        .breaksRule("No draft");
    Given.planAndBothMeetings()
        .and(AT_CLOSE, CLOSE, "CloseMeeting {'meetingId':'m2','on':'2018-01-16'}")
        .when(issue("c", "m2"))
        .breaksRule("No draft");
  }

  @Test
  void anAnnulledScheduleIssuesNothing() {
    Given.planAndBothMeetings()
        .and(BEFORE, "CorrectRecord {'planId':'p','revision':6,'annul':true,'reason':'Not set'}")
        .when(issue("d", "m2"))
        .findsNo("schedule", "d");
  }

  @Test
  void aScheduleTakesThePlaceOfTheOneWithItsId() {
    assertThat(
            Given.planAndBothMeetings()
                .and(BEFORE, BEFORE.replace("D-1", "D-9"))
                .when(issue("d", "m2"))
                .makes(DraftIssued.class)
                .document())
        .isEqualTo("D-9");
  }

  @Test
  void whatIsNotScheduledIsNotFound() {
    Given.planAndBothMeetings().when(issue("d", "m2")).findsNo("schedule", "d");
    Given.planAndBothMeetings().and(BEFORE).when(issue("d", "m9")).findsNo("meeting", "m9");
  }

  @Test
  void anIssuedDraftIsWithdrawnOnce() {
    String withdraw =
        "WithdrawDraft"
            + " {'planId':'p','document':'D-6','reason':'The annex is missing.','on':'2017-09-13'}";
    Situation issued =
        Given.planAndMeeting().and("IssueDraft {'planId':'p','document':'D-6','on':'2017-09-12'}");
    issued
        .when(withdraw)
        .makes(
            new DraftWithdrawn("p", "D-6", "The annex is missing.", LocalDate.parse("2017-09-13")));
    issued.when(withdraw.replace("D-6", "D-7")).findsNo("issued draft", "D-7");
    issued.and(withdraw).when(withdraw).breaksRule("was withdrawn on 2017-09-13 already");
    issued.when("IssueDraft {'planId':'p','document':'D-6','on':'2017-09-14'}").breaksRule("D-6");
    issued
        .when("CorrectRecord {'planId':'p','revision':7,'annul':true,'reason':'?'}")
        .breaksRule("DraftWithdrawn", "never corrected");
  }
}
