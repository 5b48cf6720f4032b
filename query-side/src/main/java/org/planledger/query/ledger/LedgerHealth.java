package org.planledger.query.ledger;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while somebody has to look after the ledger. */
final class LedgerHealth implements HealthIndicator {
  private final LedgerStatus status;

  LedgerHealth(LedgerStatus status) {
    this.status = status;
  }

  @Override
  public Health health() {
    List<String> problems = status.problems();
    return problems.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problems).build();
  }
}
