package org.planledger.bench.texts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/**
 * JaVers on PostgreSQL, with the plan as one object, so that a draft is one snapshot that is found
 * by its commit. An index by day gives the commit.
 */
final class JaVers implements Engine {
  private final Server server;
  private @Nullable Connection connection;
  private @Nullable Javers javers;
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

  /** Whose server is told of in a file. */
  JaVers(Path file) {
    server = new Server(file);
  }

  private static Javers on(Connection connection) {
    JaversSqlRepository repository =
        SqlRepositoryBuilder.sqlRepository()
            .withConnectionProvider(() -> connection)
            .withDialect(DialectName.POSTGRES)
            .build();
    return JaversBuilder.javers().registerJaversRepository(repository).build();
  }

  @Override
  public String name() {
    return Prepared.JAVERS;
  }

  @Override
  public void load(Log log) throws IOException, SQLException {
    server.start();
    try (Connection loading = server.connection()) {
      loading.setAutoCommit(false);
      Javers plans = on(loading);
      Map<Integer, String> texts = new LinkedHashMap<>();
      log.eachChange(
          (element, revision, at, rank, words) -> {
            texts.put(element, String.join("", Objects.requireNonNull(words)));
            if (revision >= Workload.ELEMENTS) {
              plans.commit("bench", new Plan(List.copyOf(texts.values())));
            }
          });
      loading.commit();
      try (var statement = loading.createStatement()) {
        statement.execute("ANALYZE");
      }
      loading.commit();
    }
  }

  @Override
  public void open(Log log) throws IOException, SQLException {
    int[] count = {0};
    log.eachChange(
        (element, revision, at, rank, words) -> {
          if (revision >= Workload.ELEMENTS) {
            commits.put(Log.day(at), new CommitId(++count[0], 0));
          }
        });
    connection = server.connection();
    connection.setAutoCommit(false);
    javers = on(connection);
  }

  @Override
  public int draft(LocalDate day, byte[] to) {
    CdoSnapshot snapshot =
        Objects.requireNonNull(javers)
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
  public void close() throws IOException, SQLException {
    if (connection != null) {
      connection.close();
    }
    server.close();
  }
}
