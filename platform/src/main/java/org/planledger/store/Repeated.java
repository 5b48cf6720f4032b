package org.planledger.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that a thread of its own does again and again, with a pause after each time. */
public final class Repeated {
  private static final Logger LOG = LoggerFactory.getLogger(Repeated.class);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final String name;
  private @Nullable Going going;

  private record Going(Thread thread, CountDownLatch stopping) {}

  /** Not yet done, by a thread of this name. */
  public Repeated(String name) {
    this.name = name;
  }

  /** Starts at once. The work throws nothing that it expects; an error does not end it either. */
  public void start(Duration pause, Runnable work) {
    CountDownLatch stopping = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .unstarted(() -> workUntilStopped(pause, work, stopping));
    thread.start();
    going = new Going(thread, stopping);
  }

  private static void workUntilStopped(Duration pause, Runnable work, CountDownLatch stopping) {
    try {
      do {
        try {
          work.run();
        } catch (Throwable unexpected) {
          LOG.error("What was to be done again and again failed, and is tried again", unexpected);
        }
      } while (!stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException interrupted) {
      // The end of the thread.
    }
  }

  /** Whether it was started, and not stopped since. */
  public boolean isRunning() {
    return going != null;
  }

  /**
   * Lets the work come to its end, if it was started, and waits for it for a while. It is not
   * interrupted: that would close the file of an embedded store under all who use it.
   */
  public void stop() {
    Going ending = going;
    going = null;
    if (ending == null) {
      return;
    }
    ending.stopping().countDown();
    try {
      ending.thread().join(LONGEST_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
