package org.planledger.bench.texts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/** A history table, with the index and the query that find each version directly. */
final class PostgresTable implements Engine {
  private final Server server;
  private @Nullable Connection connection;
  private @Nullable PreparedStatement query;

  /** Whose server is told of in a file. */
  PostgresTable(Path file) {
    server = new Server(file);
  }

  @Override
  public String name() {
    return Prepared.POSTGRESQL;
  }

  @Override
  public void load(Log log) throws IOException, SQLException {
    server.start();
    try (Connection loading = server.connection()) {
      load(log, loading);
    }
  }

  private static void load(Log log, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE element (id int PRIMARY KEY)");
      statement.execute(
          "CREATE TABLE version"
              + " (element int, revision int, valid_from date, rank bigint, body text)");
    }
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
  public void open(Log log) throws IOException, SQLException {
    connection = server.connection();
    query =
        connection.prepareStatement(
            "SELECT v.body FROM element e CROSS JOIN LATERAL (SELECT rank, body FROM version"
                + " WHERE element = e.id AND valid_from <= ?"
                + " ORDER BY valid_from DESC, revision DESC LIMIT 1) v WHERE v.body IS NOT NULL"
                + " ORDER BY v.rank");
    query.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
  }

  @Override
  public int draft(LocalDate day, byte[] to) throws SQLException {
    PreparedStatement query = Objects.requireNonNull(this.query);
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
  public void close() throws IOException, SQLException {
    if (connection != null) {
      connection.close();
    }
    server.close();
  }
}
