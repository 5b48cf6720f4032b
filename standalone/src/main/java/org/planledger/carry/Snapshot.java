package org.planledger.carry;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.planledger.axonserver.AxonServerStore;
import org.planledger.people.PeopleConfiguration;
import org.planledger.query.ledger.LedgerCheck;
import org.planledger.query.ledger.LedgerConfiguration;
import org.planledger.query.publication.PublicationConfiguration;
import org.planledger.query.webhook.WebhookConfiguration;
import org.planledger.store.ClosedStore;
import org.planledger.store.ConnectedNodes;
import org.planledger.store.Schema;
import org.planledger.store.SchemaPart;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A store at one moment: a prefix of its log, in one transaction that sees nothing that comes
 * later. Whoever writes meanwhile need not wait for it.
 */
public final class Snapshot implements Source, AutoCloseable {
  private static final List<SchemaPart> PARTS =
      List.of(
          SchemaPart.STORE,
          PeopleConfiguration.SCHEMA,
          LedgerConfiguration.SCHEMA,
          WebhookConfiguration.SCHEMA,
          PublicationConfiguration.SCHEMA);

  /** What every store has; a node brings what others have up to date. */
  static final Schema OF_ALL = new Schema(PARTS);

  static final Schema SCHEMA =
      new Schema(Stream.concat(PARTS.stream(), Stream.of(AxonServerStore.SCHEMA)).toList());

  private static final int PAGE = 500;
  private static final int PATIENCE = 30;

  private final Connection connection;
  private final boolean embedded;
  private final String title;
  private final Optional<ClosedStore> closed;
  private final String id;
  private final Contents contents;

  private Snapshot(Connection connection, boolean embedded, String title, long settled)
      throws SQLException, CannotCarry {
    this.connection = connection;
    this.embedded = embedded;
    this.title = title;
    this.closed = ClosedStore.of(connection);
    JdbcTemplate database = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    LedgerCheck.Extent ledger =
        new LedgerCheck(database, StoredEvents.of(database, embedded)).extent();
    Map<String, String> versions = SCHEMA.versions(connection);
    // What has a leaf is settled too, and may be newer than what was known to be when this began;
    // and so is all that was copied from Axon Server, by one writer.
    long end = Math.max(Math.max(settled, ledger.position()), copied(database, versions));
    Map<Table, List<Column>> columns = new EnumMap<>(Table.class);
    Map<Table, Long> rows = new EnumMap<>(Table.class);
    for (Table table : Table.of(versions)) {
      columns.put(table, columns(table));
      rows.put(
          table,
          Objects.requireNonNull(
              database.queryForObject(
                  "SELECT count(*) FROM %s%s"
                      .formatted(
                          table.title(),
                          table == Table.EVENTS ? " WHERE global_index <= " + end : ""),
                  Long.class)));
    }
    this.id =
        database
            .queryForList(
                "SELECT event_id FROM domain_event ORDER BY global_index LIMIT 1", String.class)
            .stream()
            .findFirst()
            .orElse("empty");
    this.contents =
        new Contents(
            new Point(
                Objects.requireNonNull(rows.get(Table.EVENTS)),
                end,
                database
                    .queryForList(
                        "SELECT recorded_at FROM domain_event WHERE global_index <= ? ORDER BY"
                            + " global_index DESC LIMIT 1",
                        String.class,
                        end)
                    .stream()
                    .findFirst()
                    .orElse(null)),
            ledger,
            versions,
            columns,
            rows);
  }

  private static long copied(JdbcTemplate database, Map<String, String> versions) {
    Long position =
        versions.containsKey(AxonServerStore.SCHEMA.name())
            ? database.queryForObject("SELECT next_token + shift FROM axonserver_copy", Long.class)
            : null;
    return position == null ? 0 : position;
  }

  /**
   * Of the store of this process.
   *
   * @throws CannotCarry where it cannot be read, or appending goes on for too long
   */
  public static Snapshot of(DataSource store, StoredEvents log, boolean embedded)
      throws CannotCarry {
    return taken(store, log, embedded, "the store", false);
  }

  /**
   * Of a store that other processes may work on.
   *
   * @throws CannotCarry where there is none, it is closed, or appending goes on for too long
   */
  public static Snapshot of(Database store) throws CannotCarry {
    Snapshot snapshot = taken(store, false);
    if (snapshot.closed.isPresent()) {
      snapshot.close();
      throw new CannotCarry(
          "%s is closed: %s".formatted(store.title(), snapshot.closed.get().reason()));
    }
    return snapshot;
  }

  /**
   * Of a store whose log is to be moved: nobody works on it, and until this is closed nobody can
   * write to it.
   *
   * @throws CannotCarry where there is none, or somebody works on it
   */
  static Snapshot alone(Database store) throws CannotCarry {
    if (!store.isEmbedded()) {
      refuseIfOthersWork(store);
    }
    return taken(store, true);
  }

  private static Snapshot taken(Database store, boolean locked) throws CannotCarry {
    StoredEvents log = StoredEvents.of(new JdbcTemplate(store.connections()), store.isEmbedded());
    return taken(store.connections(), log, store.isEmbedded(), store.title(), locked);
  }

  private static Snapshot taken(
      DataSource store, StoredEvents log, boolean embedded, String title, boolean locked)
      throws CannotCarry {
    try {
      refuseIfNone(store, title);
      // Of a store that is locked, everything is settled.
      long settled = locked ? 0 : settled(JdbcClient.create(store), log);
      Connection connection = store.getConnection();
      try {
        connection.setAutoCommit(false);
        // On H2 only this level is a snapshot of more than one table.
        connection.setTransactionIsolation(
            embedded
                ? Connection.TRANSACTION_SERIALIZABLE
                : Connection.TRANSACTION_REPEATABLE_READ);
        if (locked && !embedded) {
          lock(connection);
        }
        return new Snapshot(connection, embedded, title, locked ? head(connection) : settled);
      } catch (SQLException | RuntimeException | CannotCarry e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be read: %s".formatted(title, e.getMessage()), e);
    }
  }

  private static void refuseIfNone(DataSource store, String title)
      throws SQLException, CannotCarry {
    try (Connection connection = store.getConnection()) {
      SCHEMA.versions(connection);
    } catch (SQLException e) {
      if (String.valueOf(e.getSQLState()).startsWith("42")) {
        throw new CannotCarry(title + " holds no log", e);
      }
      throw e;
    }
  }

  private static long head(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT coalesce(max(global_index), 0) FROM domain_event")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static long settled(JdbcClient database, StoredEvents log) throws CannotCarry {
    long head =
        database
            .sql("SELECT coalesce(max(global_index), 0) FROM domain_event")
            .query(Long.class)
            .single();
    try {
      for (int look = 0; look < PATIENCE; look++) {
        long settled = log.settled();
        if (settled >= head) {
          return settled;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotCarry("Interrupted", e);
    }
    throw new CannotCarry(
        "A transaction has been appending to the log for %d seconds; end it first (see pg_stat_activity)"
            .formatted(PATIENCE));
  }

  private static void lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '10s'");
      for (Table table : Table.of(SCHEMA.versions(connection))) {
        statement.execute("LOCK TABLE %s IN SHARE MODE".formatted(table.title()));
      }
    }
  }

  private static void refuseIfOthersWork(Database store) throws CannotCarry {
    String others;
    try {
      others = ConnectedNodes.to(store.kept());
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be read: %s".formatted(store.title(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotCarry("Interrupted", e);
    }
    if (!others.isEmpty()) {
      throw new CannotCarry(
          "Nodes still work on %s (connections from %s); stop them first."
              .formatted(store.title(), others));
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public Contents contents() {
    return contents;
  }

  /** Why no node may work on the store; empty: they may. */
  Optional<ClosedStore> closed() {
    return closed;
  }

  /** Has no node work on the store any more, and returns when that is on the disk. */
  void closeStore(String movedTo) throws CannotCarry {
    try {
      ClosedStore.movedTo(movedTo).close(connection);
      connection.commit();
      if (embedded) {
        // A file would be written within half a second; killed in it, both stores would be open.
        try (Statement flush = connection.createStatement()) {
          flush.execute("CHECKPOINT SYNC");
        }
      }
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be closed: %s".formatted(title, e.getMessage()), e);
    }
  }

  private List<Column> columns(Table table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM %s WHERE 1 = 0".formatted(table.title()))) {
      return Column.of(none.getMetaData());
    }
  }

  @Override
  public void rows(Table table, long after, Rows.Taker taker) throws IOException {
    List<Column> columns = Objects.requireNonNull(contents.columns().get(table), table.title());
    read(connection, embedded, table, columns, after, contents.point().position(), taker);
  }

  /**
   * Gives the rows of a table of any store.
   *
   * @param upTo of the log, the last position wanted
   */
  static void read(
      Connection connection,
      boolean embedded,
      Table table,
      List<Column> columns,
      long after,
      long upTo,
      Rows.Taker taker)
      throws IOException {
    String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    String order = table.order(embedded);
    try {
      if (!table.grows()) {
        try (PreparedStatement all =
            connection.prepareStatement(
                "SELECT %s FROM %s ORDER BY %s".formatted(names, table.title(), order))) {
          all.setFetchSize(PAGE);
          give(all, columns, taker);
        }
        return;
      }
      // H2 would put a whole table aside before it gives the first row.
      try (PreparedStatement page =
          connection.prepareStatement(
              "SELECT %s FROM %s WHERE %s > ? AND %s <= ? ORDER BY %s LIMIT %d"
                  .formatted(names, table.title(), order, order, order, PAGE))) {
        int key = columns.stream().map(Column::name).toList().indexOf(order);
        long[] last = {after};
        page.setLong(2, table == Table.EVENTS ? upTo : Long.MAX_VALUE);
        long given;
        do {
          page.setLong(1, last[0]);
          given =
              give(
                  page,
                  columns,
                  values -> {
                    last[0] = (Long) Objects.requireNonNull(values[key]);
                    taker.row(values);
                  });
        } while (given == PAGE);
      }
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be read: %s".formatted(table.title(), e.getMessage()), e);
    }
  }

  private static long give(PreparedStatement statement, List<Column> columns, Rows.Taker taker)
      throws SQLException, IOException {
    long given = 0;
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        @Nullable Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = columns.get(i).read(rows, i + 1);
        }
        taker.row(values);
        given++;
      }
    }
    return given;
  }

  @Override
  public Rows.Digest digest(Table table) throws IOException {
    Rows.Writer writer =
        new Rows.Writer(
            Objects.requireNonNull(contents.columns().get(table)), OutputStream.nullOutputStream());
    rows(table, Long.MIN_VALUE, writer);
    return writer.digest();
  }

  @Override
  public void close() throws CannotCarry {
    try {
      connection.rollback();
      connection.close();
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be closed: %s".formatted(title, e.getMessage()), e);
    }
  }
}
