package org.planledger.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.env.Environment;

/**
 * The set-ups that profiles name: each says where the log is, and is refused where other settings
 * say otherwise. Without one the address of the database decides.
 */
enum StoreProfile {
  STANDALONE,
  POSTGRES,
  AXONSERVER;

  /** Of which signing with a key that is not kept is refused. */
  private static final String PRODUCTION = "prod";

  private String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses profiles that mean nothing, or not what else is set.
   *
   * @throws IllegalStateException saying what to set
   */
  static void check(Environment environment) {
    List<StoreProfile> chosen =
        Arrays.stream(values())
            .filter(profile -> environment.matchesProfiles(profile.title()))
            .toList();
    Set<String> unknown = new TreeSet<>(List.of(environment.getActiveProfiles()));
    unknown.remove(PRODUCTION);
    chosen.forEach(profile -> unknown.remove(profile.title()));
    if (!unknown.isEmpty() || chosen.size() > 1) {
      throw new IllegalStateException(
          "SPRING_PROFILES_ACTIVE is %s: it may be one of %s, and %s"
              .formatted(
                  String.join(",", environment.getActiveProfiles()),
                  Arrays.stream(values())
                      .map(StoreProfile::title)
                      .collect(Collectors.joining(", ")),
                  PRODUCTION));
    }
    String url = environment.getRequiredProperty("spring.datasource.url");
    chosen.forEach(profile -> profile.check(DatabaseDriver.fromJdbcUrl(url), url));
  }

  private void check(DatabaseDriver driver, String url) {
    DatabaseDriver wanted = this == STANDALONE ? DatabaseDriver.H2 : DatabaseDriver.POSTGRESQL;
    if (driver != wanted) {
      throw new IllegalStateException(
          this == STANDALONE
              ? "With the profile standalone the store is a file, and SPRING_DATASOURCE_URL is %s: leave one of them out"
                  .formatted(url)
              : "With the profile %s the database is PostgreSQL, not %s: set SPRING_DATASOURCE_URL to jdbc:postgresql://HOST/DATABASE"
                  .formatted(title(), url));
    }
  }
}
