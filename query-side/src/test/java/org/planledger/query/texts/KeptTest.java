package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.planledger.log.Event;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingOpened;
import org.planledger.plan.event.AmendmentProposed;
import org.planledger.plan.event.AmendmentWithdrawn;
import org.planledger.plan.event.DraftIssued;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.plan.event.RecordCorrected;
import org.planledger.plan.event.TextChange;
import org.planledger.query.Recordings;
import org.planledger.text.Edit;

/** What a stream in memory is said to take. */
class KeptTest {
  private static final LocalDate DAY = LocalDate.of(2020, 1, 1);
  private static final int WORDS = 1_000;
  private static final long A_STRING = 48;

  private Kept kept = Kept.nothing();

  @BeforeEach
  void open() {
    add(Recordings.opened("p", DAY));
  }

  private void add(Event event) {
    kept = kept.and(new Recorded<>(kept.size(), kept.size(), Instant.EPOCH, event));
  }

  private static NewProvision provision(String id, int words) {
    List<String> brings = Collections.nCopies(words, "word ");
    return new NewProvision(
        id,
        "goal",
        new Place(null, null),
        Map.of(),
        Map.of(
            "en",
            new TextChange(
                null, List.of(new Edit(0, List.of(), brings, null)), String.join("", brings))),
        List.of());
  }

  @Test
  void pendingAmendmentsCountWithTheirWordsUntilTheyAreSettled() {
    long before = kept.resident();
    for (int i = 0; i < 100; i++) {
      add(
          new AmendmentProposed(
              "p",
              "a" + i,
              0,
              new Proposal.Insertion(provision("v" + i, WORDS)),
              "p-someone",
              null,
              null,
              null,
              DAY));
    }
    long pending = kept.resident();
    assertThat(pending - before).isGreaterThan(100 * WORDS * A_STRING);
    assertThat(kept.bytes()).isGreaterThanOrEqualTo(pending);
    for (int i = 0; i < 100; i++) {
      add(new AmendmentWithdrawn("p", "a" + i, null, DAY));
    }
    assertThat(pending - kept.resident()).isGreaterThan(90 * WORDS * A_STRING);
  }

  @Test
  void lateEntriesCorrectionsAndIssuedDraftsCount() {
    for (int i = 0; i < 100; i++) {
      add(new ProvisionAdded("p", provision("v" + i, 1), DAY.plusDays(200)));
    }
    long before = kept.resident();
    for (int i = 0; i < 50; i++) {
      add(new ProvisionAdded("p", provision("late" + i, 1), DAY.plusDays(199 - i)));
    }
    long late = kept.resident();
    assertThat(late - before).isGreaterThan(50 << 10);
    for (int i = 100; i > 50; i--) {
      add(new RecordCorrected("p", i, null, true, "It never was.", DAY));
    }
    long corrected = kept.resident();
    assertThat(corrected - late).isGreaterThanOrEqualTo(50 << 10);
    for (int i = 0; i < 1_000; i++) {
      add(new DraftIssued("p", "D/" + i, 1, DAY));
    }
    assertThat(kept.resident() - corrected).isGreaterThan(100 * 1_000);
  }

  @Test
  void aStreamOfAMeetingTakesWhatItsEventsTake() {
    Kept meeting = Kept.nothing();
    for (int i = 0; i < 3; i++) {
      meeting = meeting.and(new Recorded<>(i, i, Instant.EPOCH, new MeetingOpened("m", DAY)));
    }
    assertThat(meeting.bytes()).isEqualTo(3 << 10);
    assertThat(meeting.history().size()).isZero();
  }
}
