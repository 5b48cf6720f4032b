package org.planledger.store;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down, with a sentence for each reason, while this node cannot work on its store. */
final class StoreHealth implements HealthIndicator {
  private final DataSource dataSource;

  StoreHealth(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public Health health() {
    Optional<String> problem;
    try {
      problem = StoreFile.of(dataSource).flatMap(StoreFile::problem);
    } catch (SQLException unknown) {
      return Health.down(unknown).build();
    }
    return problem.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problem.stream().toList()).build();
  }
}
