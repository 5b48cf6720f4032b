package org.planledger.query.rebuild;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.planledger.query.entry.LogEntries;
import org.planledger.store.Positions;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how far each projection is; at once, whatever position a reader waits for. */
@RestController
final class ProjectionsEndpoint {
  private final List<Projection> projections;
  private final Positions positions;
  private final RebuildState state;

  ProjectionsEndpoint(List<Projection> projections, Positions positions, RebuildState state) {
    this.projections = projections;
    this.positions = positions;
    this.state = state;
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
   * @param done position that it has come to
   * @param total position that it has to come to; 0: it has not begun
   */
  record Run(Instant since, long done, long total) {}

  /**
   * How a rebuild ended.
   *
   * @param position up to which the projection was made
   * @param differences how many rows were not what they are now
   * @param rows a sentence for each of the first of them
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
    boolean rebuilt = projection.name().equals(LogEntries.GROUP);
    return new One(
        projection.name(),
        position,
        Math.max(0, head - position),
        rebuilt ? run() : null,
        rebuilt ? last() : null);
  }

  private @Nullable Run run() {
    return state
        .running()
        .map(
            running ->
                new Run(
                    running.since(),
                    Math.min(Objects.requireNonNullElse(running.position(), 0L), running.total()),
                    running.total()))
        .orElse(null);
  }

  private @Nullable Last last() {
    return state
        .ended()
        .map(
            ended ->
                new Last(
                    ended.at(),
                    ended.position(),
                    ended.differences(),
                    ended.told(),
                    ended.failure()))
        .orElse(null);
  }
}
