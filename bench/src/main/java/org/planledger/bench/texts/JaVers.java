package org.planledger.bench.texts;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.javers.core.Javers;
import org.javers.core.JaversBuilder;
import org.javers.core.commit.CommitId;
import org.javers.core.metamodel.annotation.Id;
import org.javers.core.metamodel.object.CdoSnapshot;
import org.javers.repository.jql.QueryBuilder;
import org.javers.repository.sql.DialectName;
import org.javers.repository.sql.JaversSqlRepository;
import org.javers.repository.sql.SqlRepositoryBuilder;

/**
 * JaVers on PostgreSQL, with the plan as one object, so that a draft is one snapshot that is found
 * by its commit. An index by day gives the commit.
 */
final class JaVers implements Engine {
  private final EmbeddedPostgres server;
  private final Connection connection;
  private final Javers javers;
  private final TreeMap<LocalDate, CommitId> commits = new TreeMap<>();

  /** The texts of all elements. */
  static final class Plan {
    @Id private final String id;
    private final List<String> texts;

    Plan(List<String> texts) {
      this.id = Log.PLAN;
      this.texts = texts;
    }

    @Override
    public String toString() {
      return id + texts.size();
    }
  }

  JaVers() throws IOException, SQLException {
    server = PostgresTable.server();
    connection = server.getPostgresDatabase().getConnection();
    connection.setAutoCommit(false);
    JaversSqlRepository repository =
        SqlRepositoryBuilder.sqlRepository()
            .withConnectionProvider(() -> connection)
            .withDialect(DialectName.POSTGRES)
            .build();
    javers = JaversBuilder.javers().registerJaversRepository(repository).build();
  }

  @Override
  public String name() {
    return "JaVers, plan as one object";
  }

  @Override
  public void load(Log log) throws SQLException {
    Map<Integer, String> texts = new LinkedHashMap<>();
    log.eachVersion(
        (element, revision, at, rank, words) -> {
          texts.put(element, String.join("", Objects.requireNonNull(words)));
          if (revision >= Workload.ELEMENTS) {
            commits.put(
                Log.day(at), javers.commit("bench", new Plan(List.copyOf(texts.values()))).getId());
          }
        });
    connection.commit();
    try (var statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
    connection.commit();
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    CdoSnapshot snapshot =
        javers
            .findSnapshots(
                QueryBuilder.byInstanceId(Log.PLAN, Plan.class)
                    .withCommitId(commits.floorEntry(day).getValue())
                    .build())
            .getFirst();
    int end = 0;
    for (Object each : (List<?>) snapshot.getPropertyValue("texts")) {
      byte[] text = ((String) each).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(text, 0, to, end, text.length);
      end += text.length;
    }
    return end;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
