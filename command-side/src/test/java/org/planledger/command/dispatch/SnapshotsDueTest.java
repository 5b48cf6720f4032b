package org.planledger.command.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotsDueTest {

  @Test
  void snapshotsOfAShortStreamAreDueAtEvery300Events() {
    assertThat(LongStream.rangeClosed(1, 1_000).filter(SnapshotsDueTest::isDue))
        .containsExactly(300L, 600L, 900L);
  }

  @Test
  void aCommitOfSeveralEventsDoesNotPassOverASnapshot() {
    assertThat(RememberingRepository.isDue(290, 299)).isFalse();
    assertThat(RememberingRepository.isDue(290, 300)).isTrue();
    assertThat(RememberingRepository.isDue(299, 340)).isTrue();
    assertThat(RememberingRepository.isDue(300, 340)).isFalse();
  }

  private static boolean isDue(long events) {
    return RememberingRepository.isDue(events - 1, events);
  }

  @Test
  void afterTheLastSnapshotAtMostAnEighthOfALongStreamIsRead() {
    long last = 0;
    int taken = 0;
    double most = 0;
    for (long events = 1; events <= 1_000_000; events++) {
      if (isDue(events)) {
        last = events;
        taken++;
      }
      most = Math.max(most, (events - last) / Math.max(300, events / 8.0));
    }
    assertThat(most).isLessThanOrEqualTo(1);
    assertThat(taken).isLessThan(120);
  }
}
