package org.planledger.query.rebuild;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.rebuild.RebuildState.Ended;
import org.planledger.query.rebuild.RebuildState.Running;
import org.planledger.query.texts.Histories;
import org.planledger.store.Positions;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how far each projection is; at once, whatever position a reader waits for. */
@RestController
final class ProjectionsEndpoint {
  private final List<Projection> projections;
  private final Positions positions;
  private final RebuildState lists;
  private final TextsRebuild texts;

  ProjectionsEndpoint(
      List<Projection> projections, Positions positions, RebuildState lists, TextsRebuild texts) {
    this.projections = projections;
    this.positions = positions;
    this.lists = lists;
    this.texts = texts;
  }

  /**
   * All projections.
   *
   * @param head the highest position of the log
   */
  record All(long head, List<One> projections) {}

  /**
   * A projection.
   *
   * @param lag positions that it has still to come to
   * @param rebuild the one that runs; null: none does
   * @param last how the last one ended; null: there was none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record One(String name, long position, long lag, @Nullable Run rebuild, @Nullable Last last) {}

  /**
   * A rebuild that runs.
   *
   * @param done position that it has come to; of the histories, how many events are folded
   * @param total what that has to come to; 0: it has not begun
   */
  record Run(Instant since, long done, long total) {}

  /**
   * How a rebuild ended.
   *
   * @param position up to which the projection was made
   * @param differences how many rows, or histories, were not what they are now
   * @param rows a sentence for each of the first of them, and of histories that are as they were
   * @param failure why it was given up; then there are neither a position nor differences
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Last(
      Instant at,
      @Nullable Long position,
      @Nullable Long differences,
      List<String> rows,
      @Nullable String failure) {}

  @GetMapping("/api/operations/projections")
  All projections() {
    long head = positions.head();
    return new All(head, projections.stream().map(projection -> one(projection, head)).toList());
  }

  private One one(Projection projection, long head) {
    long position = projection.position().getAsLong();
    Optional<Run> run = Optional.empty();
    Optional<Ended> ended = Optional.empty();
    switch (projection.name()) {
      case LogEntries.GROUP -> {
        run = lists.running().map(ProjectionsEndpoint::run);
        ended = lists.ended();
      }
      case Histories.GROUP -> {
        run =
            texts
                .running()
                .map(
                    now ->
                        new Run(now.since(), Math.min(now.done().sum(), now.total()), now.total()));
        ended = texts.ended();
      }
      default -> {
        // No other is made anew.
      }
    }
    return new One(
        projection.name(),
        position,
        Math.max(0, head - position),
        run.orElse(null),
        ended.map(ProjectionsEndpoint::last).orElse(null));
  }

  private static Run run(Running running) {
    return new Run(
        running.since(),
        Math.min(Objects.requireNonNullElse(running.position(), 0L), running.total()),
        running.total());
  }

  private static Last last(Ended ended) {
    return new Last(
        ended.at(), ended.position(), ended.differences(), ended.told(), ended.failure());
  }
}
