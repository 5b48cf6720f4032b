package org.planledger.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.AxonThreadFactory;
import org.axonframework.common.ProcessRetriesExhaustedException;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * A processor that waits for a store that is away: at its start, where the framework would give up
 * and the application with it, and afterwards, where the framework would look again after up to a
 * minute only.
 */
final class PatientProcessor extends PooledStreamingEventProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(PatientProcessor.class);

  /** In milliseconds. */
  private static final long AGAIN_AFTER = 1_000;

  /** In milliseconds, and longer than others wait before they look for work again. */
  private static final long LEFT_TO_OTHERS = 10_000;

  private final Coordinator coordinator;
  private final Runnable probe;
  private final UnknownEvents unknown;
  private volatile boolean wanted;
  private volatile @Nullable Future<?> later;
  private volatile @Nullable Future<?> leaving;

  /**
   * A processor of these settings.
   *
   * @param coordinator the one of the settings
   * @param probe fails while the store is away
   * @param unknown at which it stands still
   */
  PatientProcessor(
      Builder settings, Coordinator coordinator, Runnable probe, UnknownEvents unknown) {
    super(settings);
    this.coordinator = coordinator;
    this.probe = probe;
    this.unknown = unknown;
  }

  /** What looks for events, and after a failure soon again. */
  static final class Coordinator extends ScheduledThreadPoolExecutor {
    /**
     * In milliseconds. The pool may take seven seconds until it has a connection again: two for one
     * that was begun too early, and five between two of its tries.
     */
    private static final long LONGEST = 2_000;

    Coordinator(String name) {
      super(1, new AxonThreadFactory("Coordinator[" + name + "]"));
      setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return super.schedule(task, Math.min(unit.toMillis(delay), LONGEST), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void start() {
    wanted = true;
    if (!startsNow()) {
      tryAgain();
    }
  }

  private void tryAgain() {
    later = coordinator.schedule(this::startLater, AGAIN_AFTER, TimeUnit.MILLISECONDS);
  }

  private void startLater() {
    try {
      if (!wanted || startsNow()) {
        return;
      }
    } catch (RuntimeException failure) {
      // Nobody waits for the outcome any more, so that it has to be told and tried again.
      LOG.error("{} cannot start", getName(), failure);
    }
    if (wanted) {
      tryAgain();
    }
  }

  private boolean startsNow() {
    try {
      probe.run();
      startIfWanted();
      return true;
    } catch (RuntimeException failure) {
      // The framework's own tries say nothing of what failed.
      if (!(failure instanceof ProcessRetriesExhaustedException)
          && !DatabaseAway.isMeantBy(failure)) {
        throw failure;
      }
      LOG.warn(
          "{} waits for the store: {}",
          getName(),
          NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
      return false;
    }
  }

  /** Either it starts before it is stopped, or not at all. */
  private synchronized void startIfWanted() {
    if (wanted) {
      super.start();
      leaving =
          coordinator.scheduleWithFixedDelay(
              this::leaveToOthers, LEFT_TO_OTHERS / 2, LEFT_TO_OTHERS / 2, TimeUnit.MILLISECONDS);
    }
  }

  /** Where it stands still, a node of a newer version can go on. */
  private void leaveToOthers() {
    if (unknown.problem().isPresent() && !processingStatus().isEmpty()) {
      releaseSegment(Segment.ROOT_SEGMENT.getSegmentId(), LEFT_TO_OTHERS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized CompletableFuture<Void> shutdownAsync() {
    wanted = false;
    cancel(later);
    cancel(leaving);
    return super.shutdownAsync();
  }

  private static void cancel(@Nullable Future<?> task) {
    if (task != null) {
      task.cancel(false);
    }
  }
}
