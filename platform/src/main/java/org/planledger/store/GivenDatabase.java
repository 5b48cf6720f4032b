package org.planledger.store;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Refuses to start one side in a process of its own where no database is given: it would
 * acknowledge commands into a file that no other process reads, or answer from one that nobody
 * writes.
 */
public final class GivenDatabase
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {

  /** To be had before the defaults of the store are. */
  public GivenDatabase() {}

  @Override
  public void initialize(ConfigurableApplicationContext application) {
    if (!application.getEnvironment().containsProperty("spring.datasource.url")) {
      throw new IllegalStateException(
          "No database is given, and the two sides work on one: set SPRING_DATASOURCE_URL,"
              + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD. A single process on a"
              + " file is started by ./planledger serve");
    }
  }
}
