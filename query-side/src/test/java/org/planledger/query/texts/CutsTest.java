package org.planledger.query.texts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.planledger.log.Minute;
import org.planledger.log.Recorded;
import org.planledger.meeting.event.MeetingEvent;
import org.planledger.meeting.event.MeetingScheduled;
import org.planledger.meeting.event.OutcomesReserved;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.event.FrameworkApproved;
import org.planledger.plan.event.NewProvision;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.PlanEvent;
import org.planledger.plan.event.ProvisionAdded;
import org.planledger.query.Recordings;

/** What is recorded between two looks at the log. */
class CutsTest {
  private static final LocalDate DAY = LocalDate.of(2020, 1, 1);

  private PlanHistory plan = PlanHistory.none();
  private final List<Recorded<MeetingEvent>> meeting = new ArrayList<>();

  private void add(PlanEvent event) {
    plan = plan.and(new Recorded<>(plan.size(), plan.size(), Instant.EPOCH, event));
  }

  private void add(MeetingEvent event) {
    meeting.add(new Recorded<>(meeting.size(), meeting.size(), Instant.EPOCH, event));
  }

  /** The plan has one provision more each time it is looked at. */
  private PlanHistory more() {
    PlanHistory now = plan;
    add(
        new ProvisionAdded(
            "p",
            new NewProvision(
                "v" + plan.size(), "goal", new Place(null, null), Map.of(), Map.of(), List.of()),
            DAY));
    return now;
  }

  /** The meeting is reserved once it was looked at. */
  private List<Recorded<MeetingEvent>> reserving() {
    List<Recorded<MeetingEvent>> now = List.copyOf(meeting);
    add(new OutcomesReserved("m", null, null, "Preliminary.", DAY));
    return now;
  }

  @Test
  void bothPointsAreOfOneLogWhateverIsRecordedMeanwhile() {
    add(Recordings.opened("p", DAY));
    add(
        new FrameworkApproved(
            "p",
            "f",
            Map.of("en", "Framework"),
            new Minute("m", "1", null),
            List.of(),
            List.of(),
            DAY));
    add(
        new MeetingScheduled(
            "m", "Group", "1", DAY, DAY, ZoneId.of("UTC"), null, List.of(), false, DAY));
    Cuts.Both both =
        new Cuts(id -> more(), id -> reserving()).both("p", "latest", "date:2020-01-01", null);

    assertThat(plan.size()).isEqualTo(3);
    assertThat(both.from().revision()).isEqualTo(both.to().revision()).isEqualTo(1);
    assertThat(DraftView.of(both.from(), Languages.of("en")).frameworks())
        .isEqualTo(DraftView.of(both.to(), Languages.of("en")).frameworks());
    assertThat(meeting).hasSize(2);
  }
}
