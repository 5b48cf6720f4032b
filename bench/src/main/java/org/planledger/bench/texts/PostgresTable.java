package org.planledger.bench.texts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/** A history table, with the index and the query that find each version directly. */
final class PostgresTable implements Engine {
  private final EmbeddedPostgres server;
  private final Connection connection;
  private final PreparedStatement query;

  PostgresTable() throws IOException, SQLException {
    server = server();
    connection = server.getPostgresDatabase().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE element (id int PRIMARY KEY)");
      statement.execute("INSERT INTO element SELECT generate_series(0, 299)");
      statement.execute(
          "CREATE TABLE version (element int, revision int, valid_from date, body text)");
    }
    query =
        connection.prepareStatement(
            "SELECT v.body FROM element e CROSS JOIN LATERAL (SELECT body FROM version"
                + " WHERE element = e.id AND valid_from <= ?"
                + " ORDER BY valid_from DESC, revision DESC LIMIT 1) v ORDER BY e.id");
    query.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
  }

  /** As fast as it reads: nothing is waited for on disk. */
  static EmbeddedPostgres server() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("shared_buffers", "2GB")
        .setServerConfig("jit", "off")
        .setServerConfig("fsync", "off")
        .start();
  }

  @Override
  public String name() {
    return "PostgreSQL, LATERAL";
  }

  @Override
  public void load(WorkloadLog log) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(BaseConnection.class)
            .getCopyAPI()
            .copyIn("COPY version FROM STDIN (FORMAT csv)");
    log.eachVersion(
        (element, revision, at, words) -> {
          byte[] row =
              "%d,%d,%s,\"%s\"\n"
                  .formatted(element, revision, WorkloadLog.day(at), String.join("", words))
                  .getBytes(StandardCharsets.UTF_8);
          try {
            copy.writeToCopy(row, 0, row.length);
          } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
          }
        });
    copy.endCopy();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE INDEX ON version (element, valid_from DESC, revision DESC)");
      statement.execute("VACUUM ANALYZE version");
    }
  }

  @Override
  public int draft(LocalDate day, byte[] to) throws SQLException {
    query.setObject(1, day);
    int end = 0;
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        byte[] body = rows.getBytes(1);
        System.arraycopy(body, 0, to, end, body.length);
        end += body.length;
      }
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
