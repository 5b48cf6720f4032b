package org.planledger.store;

import java.time.Duration;

/** Work that a thread of its own does again and again, with a pause after each time. */
public final class Repeated implements AutoCloseable {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);

  private final Thread thread;

  private Repeated(Thread thread) {
    this.thread = thread;
  }

  /** Starts at once; the work throws nothing. */
  public static Repeated start(String name, Duration pause, Runnable work) {
    Thread thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(
                () -> {
                  try {
                    while (!Thread.interrupted()) {
                      work.run();
                      Thread.sleep(pause);
                    }
                  } catch (InterruptedException stopping) {
                    // The end of the thread.
                  }
                });
    return new Repeated(thread);
  }

  /** Interrupts the work and waits for it, for a while. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LONGEST_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
