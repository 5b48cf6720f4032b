package org.planledger.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Work that a thread of its own does again and again, with a pause after each time. */
public final class Repeated implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private Repeated(String name, Duration pause, Runnable work) {
    thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> workUntilClosed(pause, work));
  }

  /** Starts at once; the work throws nothing. */
  public static Repeated start(String name, Duration pause, Runnable work) {
    Repeated repeated = new Repeated(name, pause, work);
    repeated.thread.start();
    return repeated;
  }

  private void workUntilClosed(Duration pause, Runnable work) {
    try {
      do {
        work.run();
      } while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopping) {
      // The end of the thread.
    }
  }

  /**
   * Lets the work come to its end, and waits for it for a while. It is not interrupted: that would
   * close the file of an embedded store under all who use it.
   */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(LONGEST_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
