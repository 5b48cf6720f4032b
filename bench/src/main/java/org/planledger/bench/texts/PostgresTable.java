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
      statement.execute(
          "CREATE TABLE version"
              + " (element int, revision int, valid_from date, rank bigint, body text)");
    }
    query =
        connection.prepareStatement(
            "SELECT v.body FROM element e CROSS JOIN LATERAL (SELECT rank, body FROM version"
                + " WHERE element = e.id AND valid_from <= ?"
                + " ORDER BY valid_from DESC, revision DESC LIMIT 1) v WHERE v.body IS NOT NULL"
                + " ORDER BY v.rank");
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
  public void load(Log log) throws SQLException {
    CopyIn copy =
        connection
            .unwrap(BaseConnection.class)
            .getCopyAPI()
            .copyIn("COPY version FROM STDIN (FORMAT csv)");
    log.eachVersion(
        (element, revision, at, rank, words) -> {
          byte[] row =
              "%d,%d,%s,%d,%s\n"
                  .formatted(
                      element,
                      revision,
                      Log.day(at),
                      rank,
                      words == null ? "" : '"' + String.join("", words) + '"')
                  .getBytes(StandardCharsets.UTF_8);
          try {
            copy.writeToCopy(row, 0, row.length);
          } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
          }
        });
    copy.endCopy();
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO element SELECT DISTINCT element FROM version");
      statement.execute("CREATE INDEX ON version (element, valid_from DESC, revision DESC)");
      statement.execute("VACUUM ANALYZE version, element");
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
