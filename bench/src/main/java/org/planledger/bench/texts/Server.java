package org.planledger.bench.texts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server that runs as long as the process that started it; a file tells its URL. */
final class Server implements AutoCloseable {
  private final Path file;
  private @Nullable EmbeddedPostgres started;

  Server(Path file) {
    this.file = file;
  }

  /** As fast as it reads: nothing is waited for on disk. */
  void start() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "2GB")
            .setServerConfig("jit", "off")
            .setServerConfig("fsync", "off")
            .start();
    started = server;
    Files.writeString(file, server.getJdbcUrl("postgres", "postgres"));
  }

  String url() throws IOException {
    return Files.readString(file);
  }

  Connection connection() throws IOException, SQLException {
    return DriverManager.getConnection(url());
  }

  @Override
  public void close() throws IOException {
    if (started != null) {
      started.close();
    }
  }
}
