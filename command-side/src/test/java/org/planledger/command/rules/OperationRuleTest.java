package org.planledger.command.rules;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.planledger.operation.event.DeadLetterDiscarded;
import org.planledger.operation.event.DeadLetterRetried;
import org.planledger.operation.event.ProjectionRebuildRequested;
import org.planledger.problem.ProblemType;

/** What operators ask for is recorded, each time they do. */
class OperationRuleTest {
  private static final LocalDate TODAY = LocalDate.parse("2018-03-01");
  private static final String RETRY = "RetryDeadLetter {'group':'lists','sequence':'plan:p'}";
  private static final String DISCARD =
      "DiscardDeadLetter {'group':'lists','sequence':'plan:p','letter':'l-1','reason':'Entered"
          + " twice','on':'2018-02-28'}";
  private static final String REBUILD = "RebuildProjection {'projection':'lists'}";

  @Test
  void aRetryIsRecordedAsOftenAsItIsAskedFor() {
    Situation.after().when(RETRY).makes(new DeadLetterRetried("lists", "plan:p", null, TODAY));
    Situation.after(RETRY, DISCARD)
        .when(RETRY.replace("}", ",'note':'The disk was full'}"))
        .makes(new DeadLetterRetried("lists", "plan:p", "The disk was full", TODAY));
  }

  @Test
  void givingUpAnEventTakesAReason() {
    Situation.after()
        .when(DISCARD)
        .makes(
            new DeadLetterDiscarded(
                "lists", "plan:p", "l-1", "Entered twice", LocalDate.parse("2018-02-28")));
  }

  @Test
  void aRebuildIsAskedFor() {
    Situation.after().when(REBUILD).makes(new ProjectionRebuildRequested("lists", null, TODAY));
    Situation.after(REBUILD)
        .when(REBUILD.replace("}", ",'reason':'After an upgrade'}"))
        .makes(new ProjectionRebuildRequested("lists", "After an upgrade", TODAY));
  }

  @Test
  void nothingButTheListsAndTheHistoriesIsMadeAnew() {
    Situation.after()
        .when(REBUILD.replace("lists", "texts"))
        .makes(new ProjectionRebuildRequested("texts", null, TODAY));
    Situation.after()
        .when(REBUILD.replace("lists", "ledger"))
        .refused(ProblemType.RULE_BROKEN, "\"ledger\" is not made anew", "lists or texts");
  }

  @Test
  void theSameRequestUnderOneKeyIsRecordedOnce() {
    Situation.after(RETRY).whenKeyed("given 0", RETRY).repeats(0);
  }
}
