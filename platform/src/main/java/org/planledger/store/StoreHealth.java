package org.planledger.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down, with a sentence for each reason, while this node cannot work on its store. */
final class StoreHealth implements HealthIndicator {
  private final DataSource dataSource;
  private final UnknownEvents unknown;

  StoreHealth(DataSource dataSource, UnknownEvents unknown) {
    this.dataSource = dataSource;
    this.unknown = unknown;
  }

  @Override
  public Health health() {
    List<String> problems;
    try {
      problems =
          Stream.of(StoreFile.of(dataSource).flatMap(StoreFile::problem), unknown.problem())
              .flatMap(Optional::stream)
              .toList();
    } catch (SQLException unknown) {
      return Health.down(unknown).build();
    }
    return ProblemsHealth.of(problems);
  }
}
