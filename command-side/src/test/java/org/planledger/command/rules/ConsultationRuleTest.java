package org.planledger.command.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.consultation.Audience;
import org.planledger.consultation.event.ConsultationClosed;
import org.planledger.consultation.event.ConsultationOpened;
import org.planledger.consultation.event.ConsultationPostponed;
import org.planledger.consultation.event.FindingsRecorded;
import org.planledger.log.Minute;

/** How a consultation is opened, postponed, closed, and what it found. */
class ConsultationRuleTest {
  private static final String OPEN =
      "OpenConsultation"
          + " {'consultationId':'k','title':{'en':'First'},'audience':'public','planId':'p','until':'2017-08-01','on':'2017-06-01'}";
  private static final String CLOSE = "CloseConsultation {'consultationId':'k','on':'2017-08-01'}";
  private static final String FINDINGS =
      "RecordFindings {'consultationId':'k','findings':['Wider.'],'on':'2017-08-02'}";
  private static final String POSTPONE =
      "PostponeConsultation"
          + " {'consultationId':'k','title':{'en':'First'},'afterMeetingId':'m2','reason':'Too"
          + " early.','meetingId':'m1','agendaItem':'3','on':'2017-09-12'}";

  @Test
  void aConsultationIsOpenedOnce() {
    Given.planAndMeeting()
        .when(OPEN)
        .makes(
            new ConsultationOpened(
                "k",
                Map.of("en", "First"),
                Audience.PUBLIC,
                "p",
                LocalDate.parse("2017-08-01"),
                LocalDate.parse("2017-06-01")));
    Given.planAndMeeting().and(OPEN).when(OPEN).breaksRule("k");
    Given.planAndMeeting().and(OPEN, CLOSE).when(OPEN).breaksRule("k");
  }

  @Test
  void aConsultationIsOnAPlanThatExists() {
    Situation.after().when(OPEN).findsNo("p");
  }

  @Test
  void anUnknownConsultationIsNotFound() {
    Situation.after().when(CLOSE).findsNo("k");
    Situation.after().when(FINDINGS).findsNo("k");
  }

  @Test
  void anOpenConsultationIsClosedOnce() {
    Situation open = Given.planAndMeeting().and(OPEN);
    open.when(CLOSE).makes(new ConsultationClosed("k", LocalDate.parse("2017-08-01")));
    open.and(CLOSE).when(CLOSE).breaksRule("not open");
  }

  @Test
  void findingsAreRecordedOfWhatWasHeld() {
    Situation open = Given.planAndMeeting().and(OPEN);
    open.when(FINDINGS)
        .makes(new FindingsRecorded("k", List.of("Wider."), null, LocalDate.parse("2017-08-02")));
    open.and(CLOSE).when(FINDINGS).makes(FindingsRecorded.class);
    Given.planAndBothMeetings().and(POSTPONE).when(FINDINGS).breaksRule("postponed");
  }

  @Test
  void aConsultationIsPostponedUntilAfterAMeetingAndThenOpened() {
    Situation both = Given.planAndBothMeetings();
    both.when(POSTPONE)
        .makes(
            new ConsultationPostponed(
                "k",
                Map.of("en", "First"),
                Audience.PUBLIC,
                null,
                "m2",
                "Too early.",
                new Minute("m1", "3", null),
                LocalDate.parse("2017-09-12")));
    both.and(POSTPONE).when(OPEN).makes(ConsultationOpened.class);
  }

  @Test
  void whatWasAnnouncedKeepsItsTitleAndPlanWhenPostponed() {
    Given.planAndBothMeetings()
        .and(OPEN)
        .when(POSTPONE.replace("'title':{'en':'First'},", ""))
        .makes(
            new ConsultationPostponed(
                "k",
                Map.of("en", "First"),
                Audience.PUBLIC,
                "p",
                "m2",
                "Too early.",
                new Minute("m1", "3", null),
                LocalDate.parse("2017-09-12")));
  }

  @Test
  void whatWasNotAnnouncedNeedsATitle() {
    Given.planAndBothMeetings()
        .when(POSTPONE.replace("'title':{'en':'First'},", ""))
        .isWrongAt("/title");
  }

  @Test
  void aConsultationIsPostponedByAMeetingThatSitsUntilOneThatExists() {
    Situation both = Given.planAndBothMeetings();
    both.when(POSTPONE.replace("'m2'", "'m9'")).findsNo("m9");
    both.when(POSTPONE.replace("'reason'", "'planId':'p9','reason'")).findsNo("p9");
    both.when(POSTPONE.replace("2017-09-12", "2017-09-13")).makes(ConsultationPostponed.class);
    both.when(POSTPONE.replace("2017-09-12", "2017-09-10")).breaksRule("not sitting");
    both.when(POSTPONE.replace("'agendaItem':'3'", "'agendaItem':'5'")).breaksRule("no item 5");
  }

  @Test
  void aClosedConsultationIsNotPostponed() {
    Given.planAndBothMeetings().and(OPEN, CLOSE).when(POSTPONE).breaksRule("closed");
  }
}
