package org.planledger.store;

import java.util.List;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down, with a sentence for each, while there are problems that somebody has to look after. */
public final class ProblemsHealth implements HealthIndicator {
  private final Supplier<List<String>> problems;

  /** Of what has these problems. */
  public ProblemsHealth(Supplier<List<String>> problems) {
    this.problems = problems;
  }

  @Override
  public Health health() {
    return of(problems.get());
  }

  static Health of(List<String> problems) {
    return problems.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problems).build();
  }
}
