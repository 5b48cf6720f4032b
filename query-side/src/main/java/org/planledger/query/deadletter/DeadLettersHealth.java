package org.planledger.query.deadletter;

import java.util.List;
import org.planledger.store.DeadLetters;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while events wait for somebody to look after them. */
public final class DeadLettersHealth implements HealthIndicator {
  private final DeadLetters letters;

  /** Of these. */
  public DeadLettersHealth(DeadLetters letters) {
    this.letters = letters;
  }

  @Override
  public Health health() {
    List<String> problems = letters.problems();
    return problems.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problems).build();
  }
}
