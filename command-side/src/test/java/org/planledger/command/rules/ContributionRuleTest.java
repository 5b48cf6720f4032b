package org.planledger.command.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.contribution.event.ContributionAllocated;
import org.planledger.contribution.event.ContributionIntroduced;
import org.planledger.contribution.event.ContributionRevised;
import org.planledger.contribution.event.ContributionSubmitted;
import org.planledger.log.Minute;
import org.planledger.plan.event.AmendmentProposed;

/** How a paper is submitted, revised, put on an agenda and introduced, under one number. */
class ContributionRuleTest {
  private static final String SUBMIT =
      "SubmitContribution"
          + " {'contributionId':'c1','submitter':'p-0123456789abcdef','title':{'en':'Goals'},'document':'2-6','on':'2017-08-01'}";
  private static final String ALLOCATE =
      "AllocateContribution"
          + " {'contributionId':'c1','meetingId':'m1','agendaItem':'3','on':'2017-09-01'}";
  private static final String INTRODUCE =
      "IntroduceContribution"
          + " {'contributionId':'c1','meetingId':'m1','agendaItem':'3','paragraph':'3.1'}";

  private static String revise(int revision, String more) {
    return "ReviseContribution {'contributionId':'c1','revision':%d%s,'on':'2017-08-20'}"
        .formatted(revision, more);
  }

  private static Situation submitted() {
    return Given.planAndMeeting().and(SUBMIT);
  }

  @Test
  void aContributionIsSubmittedOnce() {
    Situation.after()
        .when(SUBMIT)
        .makes(
            new ContributionSubmitted(
                "c1",
                "p-0123456789abcdef",
                Map.of("en", "Goals"),
                "2-6",
                LocalDate.parse("2017-08-01")));
    submitted().when(SUBMIT.replace("2-6", "2-7")).breaksRule("c1");
  }

  @Test
  void anUnknownContributionIsNotFound() {
    Given.planAndMeeting().when(revise(1, "")).findsNo("c1");
    Given.planAndMeeting().when(ALLOCATE).findsNo("c1");
    Given.planAndMeeting().when(INTRODUCE).findsNo("c1");
  }

  @Test
  void aRevisionKeepsTheNumberAndWhatItDoesNotName() {
    submitted()
        .when(revise(1, ",'title':{'fr':'Buts'}"))
        .makes(
            new ContributionRevised(
                "c1",
                1,
                "p-0123456789abcdef",
                Map.of("en", "Goals", "fr", "Buts"),
                "2-6(Rev.1)",
                LocalDate.parse("2017-08-20")));
    submitted().when(revise(1, ",'document':'2-6(Rev.1)'")).makes(ContributionRevised.class);
    submitted().when(revise(1, ",'document':'2-8'")).isWrongAt("/document");
    submitted().when(revise(1, ",'document':'2-6(Rev.2)'")).isWrongAt("/document");
  }

  @Test
  void revisionsAscendFromOne() {
    submitted().when(revise(0, "")).isWrongAt("/revision");
    submitted().and(revise(2, "")).when(revise(1, "")).breaksRule("2-6(Rev.1)", "2-6(Rev.2)");
    submitted().and(revise(2, "")).when(revise(2, "")).breaksRule("2-6(Rev.2)");
    submitted().and(revise(2, "")).when(revise(4, "")).makes(ContributionRevised.class);
  }

  @Test
  void aNumberBelongsToOneContribution() {
    String other = SUBMIT.replace("'c1'", "'c2'");
    submitted().when(other).breaksRule("2-6");
    submitted().when(other.replace("'2-6'", "'2-6(Rev.1)'")).breaksRule("contribution:c1");
    submitted().when(other.replace("'2-6'", "'A-1(Rev.1)'")).breaksRule("meeting:m1");
  }

  @Test
  void aContributionIsAllocatedToAnItemOfAMeeting() {
    submitted()
        .when(ALLOCATE)
        .makes(new ContributionAllocated("c1", "m1", "3", LocalDate.parse("2017-09-01")));
    submitted().when(ALLOCATE.replace("'m1'", "'m9'")).findsNo("m9");
    submitted().when(ALLOCATE.replace("'3'", "'9'")).breaksRule("item 9");
  }

  @Test
  void aContributionIsIntroducedInTheRevisionThenOnTheTable() {
    submitted()
        .and(revise(1, ""))
        .when(INTRODUCE)
        .makes(
            new ContributionIntroduced(
                "c1", new Minute("m1", "3", "3.1"), "2-6(Rev.1)", LocalDate.parse("2017-09-11")));
  }

  @Test
  void aContributionIsIntroducedAtAMeetingThatSitsUnderAnItemItHas() {
    submitted().when(INTRODUCE.replace("'m1'", "'m9'")).findsNo("m9");
    submitted()
        .when(INTRODUCE.replace("'agendaItem':'3'", "'agendaItem':'4'"))
        .breaksRule("no item 4");
    submitted()
        .when(INTRODUCE.replace("'paragraph'", "'on':'2017-09-10','paragraph'"))
        .breaksRule("not sitting");
  }

  @Test
  void anAmendmentNamesTheRevisionOfTheContributionItCameFrom() {
    String amendment =
        Given.amend("a", "vision", "A fair world.")
            .replace("'change'", "'contributionId':'c1','change'");
    AmendmentProposed proposed =
        submitted().and(revise(1, "")).when(amendment).makes(AmendmentProposed.class);
    assertThat(proposed.contributionId()).isEqualTo("c1");
    assertThat(proposed.document()).isEqualTo("2-6(Rev.1)");
    Given.planAndMeeting().when(amendment).findsNo("c1");
  }
}
