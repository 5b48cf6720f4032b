package org.planledger.query.reading;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Numbers from the database, looked up again and again by a thread of its own, so that whoever
 * collects metrics is answered at once, also while the database is away.
 */
public final class Sampled implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("samples").daemon().factory());

  /** Numbers that are not looked up before somebody wants them. */
  public Sampled() {}

  /**
   * Begins to look a number up.
   *
   * @return what was found last, a few seconds ago; NaN: it could not be looked up
   */
  public Supplier<Number> each(Supplier<? extends Number> look) {
    AtomicReference<Number> last = new AtomicReference<>(Double.NaN);
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                last.set(look.get());
              } catch (RuntimeException away) {
                // The node says elsewhere that its database is away.
                last.set(Double.NaN);
              }
            },
            0,
            BETWEEN_LOOKS.toMillis(),
            TimeUnit.MILLISECONDS);
    return last::get;
  }

  /** Interrupts nothing: that would close the file of an embedded store under all who use it. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
