package org.planledger.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Empty databases for tests, as properties of the application that is to use them. */
public final class TestDatabases {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private TestDatabases() {}

  /**
   * An embedded store of its own in a folder.
   *
   * @param folder exists or not; keeps what is written there, so the same folder is the same store
   */
  public static Map<String, String> h2(Path folder) {
    return Map.of("planledger.data", folder.toAbsolutePath().toString());
  }

  /** A new database on the one PostgreSQL server of this process, which ends with the process. */
  public static Map<String, String> postgres() {
    return postgres("template1");
  }

  /**
   * Another database on the PostgreSQL server, with all that one holds.
   *
   * @param store properties of a database that nobody is connected to
   */
  public static Map<String, String> copyOf(Map<String, String> store) {
    return postgres(store.get("spring.datasource.url").replaceFirst(".*/([^?]+).*", "$1"));
  }

  private static Map<String, String> postgres(String template) {
    String name = "test" + COUNT.incrementAndGet();
    EmbeddedPostgres server = Server.INSTANCE;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot create a test database", e);
    }
    return Map.of(
        "spring.datasource.url",
        server.getJdbcUrl("postgres", name),
        "spring.datasource.username",
        "postgres",
        "planledger.data",
        Path.of("target", "data", name + "-" + UUID.randomUUID()).toString());
  }

  /** Properties as arguments of a Spring application, which override every other source. */
  public static String[] arguments(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(property -> "--" + property.getKey() + "=" + property.getValue())
        .toArray(String[]::new);
  }

  private static final class Server {

    static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot start PostgreSQL", e);
      }
    }
  }
}
