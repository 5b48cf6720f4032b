package org.planledger.query.rebuild;

import java.time.Duration;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.StreamingEventProcessor;
import org.planledger.problem.Refused;
import org.planledger.store.Parking;
import org.planledger.store.Positions;
import org.planledger.store.Progress;

/**
 * Makes a projection anew: its tables are emptied and filled again from the log. While it runs, the
 * lists are as incomplete as its progress says.
 */
public final class Rebuild {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final EventProcessingConfiguration processing;
  private final Positions positions;
  private final Progress progress;

  /** Rebuilds the processing groups of this node. */
  public Rebuild(EventProcessingConfiguration processing, Positions positions, Progress progress) {
    this.processing = processing;
    this.positions = positions;
    this.progress = progress;
  }

  /** Is told how far a rebuild has come. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * @param done the position that the projection has reached
     * @param total the position it has to reach
     */
    void reached(long done, long total);
  }

  /**
   * Rebuilds a group, and returns when it has caught up with what the log held at the beginning.
   * Events that it fails on, if it is one that sets them aside, are among the dead letters then.
   *
   * @throws Refused 404 when no group of this name can be rebuilt
   * @throws IllegalStateException when the projection failed on an event; it goes on trying
   * @throws InterruptedException when interrupted while waiting; the projection goes on
   */
  public void rebuild(String group, Watcher watcher) throws InterruptedException {
    StreamingEventProcessor processor =
        processing
            .eventProcessor(group, StreamingEventProcessor.class)
            .filter(StreamingEventProcessor::supportsReset)
            .orElseThrow(() -> Refused.notFound("projection", group));
    long total = positions.head();
    processor.shutDown();
    try {
      processor.resetTokens();
    } finally {
      processor.start();
    }
    long done = progress.of(group);
    watcher.reached(Math.min(done, total), total);
    while (done < total) {
      processor.processingStatus().values().stream()
          .filter(EventTrackerStatus::isErrorState)
          .filter(failed -> !(failed.getError() instanceof Parking.TriedAgain))
          .findFirst()
          .ifPresent(
              failed -> {
                throw new IllegalStateException(
                    "Rebuilding %s failed on the way".formatted(group), failed.getError());
              });
      Thread.sleep(BETWEEN_LOOKS);
      done = progress.of(group);
      watcher.reached(Math.min(done, total), total);
    }
  }
}
