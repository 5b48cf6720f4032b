package org.planledger.command.schedule;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while what is scheduled is not known here, since a newer version wrote it. */
public final class SchedulesHealth implements HealthIndicator {
  private final ScheduledDrafts drafts;

  /** Asks these. */
  public SchedulesHealth(ScheduledDrafts drafts) {
    this.drafts = drafts;
  }

  @Override
  public Health health() {
    return drafts
        .problem()
        .map(problem -> Health.down().withDetail("problems", List.of(problem)).build())
        .orElseGet(() -> Health.up().build());
  }
}
