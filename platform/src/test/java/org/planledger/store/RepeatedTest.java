package org.planledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatedTest {
  @Test
  void anErrorDoesNotEndWhatIsDoneAgainAndAgain() throws InterruptedException {
    CountDownLatch times = new CountDownLatch(2);
    Repeated repeated = new Repeated("repeated-test");
    repeated.start(
        Duration.ofMillis(100),
        () -> {
          times.countDown();
          throw new StackOverflowError("a test says so");
        });
    try {
      assertThat(times.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      repeated.stop();
    }
  }
}
