package org.planledger.query.publication;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down while a snapshot cannot be made, or an event is not known. */
final class PublicationsHealth implements HealthIndicator {
  private final Publications publications;

  PublicationsHealth(Publications publications) {
    this.publications = publications;
  }

  @Override
  public Health health() {
    List<String> problems = publications.problems();
    return problems.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("problems", problems).build();
  }
}
