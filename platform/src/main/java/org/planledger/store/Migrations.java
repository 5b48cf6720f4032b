package org.planledger.store;

import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.InitializingBean;

/**
 * Brings every {@link SchemaPart} up to date while the application context is built: the event
 * store first.
 */
final class Migrations implements InitializingBean {

  private final DataSource dataSource;
  private final List<SchemaPart> parts;

  Migrations(DataSource dataSource, Stream<SchemaPart> others) {
    this.dataSource = dataSource;
    this.parts = Stream.concat(Stream.of(SchemaPart.STORE), others).toList();
  }

  @Override
  public void afterPropertiesSet() {
    parts.forEach(this::migrate);
  }

  private void migrate(SchemaPart part) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:db/migration/" + part.name())
        .failOnMissingLocations(true)
        .table(part.name() + "_schema_history")
        // The parts share one schema: to each but the first it looks like a used one without
        // history.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .cleanDisabled(true)
        .load()
        .migrate();
  }
}
