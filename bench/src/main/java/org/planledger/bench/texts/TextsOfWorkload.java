package org.planledger.bench.texts;

import java.time.LocalDate;
import java.util.Objects;
import java.util.function.Consumer;
import org.planledger.log.Recorded;
import org.planledger.plan.event.PlanEvent;

/** The workload, for those who load it elsewhere. */
public final class TextsOfWorkload {
  private final int edits;
  private final Workload.Random random = new Workload.Random(7);

  /** With so many edits. */
  public TextsOfWorkload(int edits) {
    this.edits = edits;
  }

  /** One version of an element; meeting 0: it was drafted. */
  @FunctionalInterface
  public interface Version {
    /** Takes one. */
    void is(int element, long revision, LocalDate day, int meeting, String text);
  }

  /** Hands out the events in order. */
  public void events(Consumer<Recorded<PlanEvent>> consumer) {
    new WorkloadLog(edits).each(consumer);
  }

  /** Hands out the versions in order. */
  public void versions(Version version) {
    new WorkloadLog(edits)
        .eachVersion(
            (element, revision, at, rank, words) ->
                version.is(
                    element,
                    revision,
                    Log.day(at),
                    revision < WorkloadLog.BEFORE
                        ? 0
                        : Log.meeting((int) revision - WorkloadLog.BEFORE),
                    String.join("", Objects.requireNonNull(words))));
  }

  /** A random day of the first so many. */
  public LocalDate day(int days) {
    return Log.FIRST.plusDays(random.below(days));
  }
}
