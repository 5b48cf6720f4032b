package org.planledger.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** The tables of a store, each part of them with migrations and a history of its own. */
public final class Schema {
  /** Number of the lock of whoever migrates; Flyway's own begin with the name of Flyway. */
  private static final long TURN = 0x706C616E6C656467L;

  private final List<SchemaPart> parts;

  /** Of these parts, which are migrated in this order. */
  public Schema(List<SchemaPart> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Brings a store up to date.
   *
   * @throws SQLException where a newer version of the software has written it
   * @throws FlywayException where it cannot be done
   */
  public void migrate(DataSource store) throws SQLException {
    try (Connection turn = store.getConnection();
        Statement statement = turn.createStatement()) {
      // Of nodes that start together on empty tables two would begin the same. Until it is closed.
      if (turn.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
        statement.execute("SELECT pg_advisory_lock(%d)".formatted(TURN));
      }
      migrateInTurn(store);
    }
  }

  private void migrateInTurn(DataSource store) throws SQLException {
    for (SchemaPart part : parts) {
      try {
        flyway(store, part).load().migrate();
      } catch (FlywayValidateException other) {
        throw new SQLException(
            "the tables of %s are not those of this version of Planledger; those of a newer one it does not read. Start that, or restore the backup that was taken before it: %s"
                .formatted(part.name(), other.getMessage()),
            other);
      }
    }
  }

  /**
   * Brings a store to the tables of a version, unless they are newer already.
   *
   * @param versions by part; without one, that version did not have it
   * @throws FlywayException where it cannot be done
   */
  public void migrateTo(Map<String, String> versions, DataSource store) {
    for (SchemaPart part : parts) {
      if (!versions.containsKey(part.name())) {
        continue;
      }
      MigrationVersion wanted = MigrationVersion.fromVersion(versions.get(part.name()));
      MigrationInfo current = flyway(store, part).load().info().current();
      if (current == null || wanted.isNewerThan(current.getVersion().getVersion())) {
        flyway(store, part).target(wanted).load().migrate();
      }
    }
  }

  /**
   * Whether this version of the software has these tables, or had them once.
   *
   * @param versions by part; without one, that version did not have it
   */
  public boolean knows(Map<String, String> versions, DataSource store) {
    return parts.stream()
        .filter(part -> versions.containsKey(part.name()))
        .allMatch(
            part ->
                Arrays.stream(flyway(store, part).load().info().all())
                    .anyMatch(
                        migration ->
                            migration.getState().isResolved()
                                && migration.getVersion() != null
                                && migration
                                    .getVersion()
                                    .getVersion()
                                    .equals(versions.get(part.name()))));
  }

  /**
   * The versions of the tables of a store, by part; one of an older version of the software may not
   * have all.
   *
   * @throws SQLException where it has not the first
   */
  public Map<String, String> versions(Connection store) throws SQLException {
    Map<String, String> versions = new LinkedHashMap<>();
    try (Statement statement = store.createStatement()) {
      for (SchemaPart part : parts) {
        if (!versions.isEmpty() && !has(store, part)) {
          continue;
        }
        try (ResultSet row =
            statement.executeQuery(
                "SELECT \"version\" FROM \"%s\" WHERE \"success\" ORDER BY \"installed_rank\" DESC"
                    .formatted(history(part)))) {
          if (!row.next()) {
            throw new SQLException("No tables of " + part.name());
          }
          versions.put(part.name(), row.getString(1));
        }
      }
    }
    return versions;
  }

  /** Asked first: on PostgreSQL a question about no table would break the transaction off. */
  private static boolean has(Connection store, SchemaPart part) throws SQLException {
    try (PreparedStatement statement =
        store.prepareStatement(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema AND"
                + " table_name = ?")) {
      statement.setString(1, history(part));
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static String history(SchemaPart part) {
    return part.name() + "_schema_history";
  }

  private static FluentConfiguration flyway(DataSource store, SchemaPart part) {
    return Flyway.configure()
        .dataSource(store)
        .locations("classpath:db/migration/" + part.name())
        .failOnMissingLocations(true)
        .table(history(part))
        // The parts share one schema: to each but the first it looks like a used one without
        // history.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        // By default a migration that only a newer version knows would be passed over.
        .ignoreMigrationPatterns(new String[0])
        .cleanDisabled(true);
  }
}
