package org.planledger.carry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.planledger.query.ledger.LedgerCheck;
import org.planledger.store.ClosedStore;
import org.planledger.store.StoredEvents;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Fills a store with a log. Until it is whole and compared with what it was filled from, the store
 * is closed; one that was cut off is gone on with, where the rows of the log and of its leaves end.
 */
public final class Carrying {
  private static final int BATCH = 500;

  /** Marks of a store that is not whole yet, and of one that is; the id of its source follows. */
  private static final String BEGUN = "from ";

  private static final String FILLED = "filled from ";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Source source;
  private final Database target;
  private final Watcher watcher;
  private long done;

  private Carrying(Source source, Database target, Watcher watcher) {
    this.source = source;
    this.target = target;
    this.watcher = watcher;
  }

  /**
   * What came of it.
   *
   * @param erasedAgain how many names the log says are erased, and were there
   * @param findings what is wrong with the log, there as here; empty: nothing
   */
  public record Outcome(
      Point point, LedgerCheck.Extent ledger, int erasedAgain, List<String> findings) {}

  /**
   * Fills an empty store from a backup.
   *
   * @param newLedger whether the ledger is left out, so that one of another name begins
   * @throws CannotCarry where the backup is damaged, or the store not empty
   */
  public static Outcome restore(Backup backup, Database target, boolean newLedger, Watcher watcher)
      throws IOException {
    backup.verify();
    Carrying carrying = new Carrying(backup, target, watcher);
    Outcome outcome = carrying.fill();
    if (newLedger) {
      carrying.forgetLedger();
    }
    carrying.open();
    return outcome;
  }

  /**
   * Moves the log of a store to another one, which is empty, or was cut off while this log was
   * moved there, or had this log before it was moved away. The store it comes from is closed.
   *
   * @throws CannotCarry where nodes work on the one, or the other holds another log
   */
  public static Outcome move(Database from, Database to, Watcher watcher) throws IOException {
    try (Snapshot snapshot = Snapshot.alone(from)) {
      Carrying carrying = new Carrying(snapshot, to, watcher);
      carrying.refuseIfClosed(snapshot);
      Outcome outcome = carrying.fill();
      snapshot.closeStore(to.title());
      carrying.open();
      return outcome;
    }
  }

  /**
   * A store that was moved already is moved again only where it was cut off just before the end.
   */
  private void refuseIfClosed(Snapshot from) throws CannotCarry {
    Optional<ClosedStore> closed = from.closed();
    if (closed.isPresent() && !(closed.get().isMoved() && isBeingFilled())) {
      throw new CannotCarry("%s is closed: %s".formatted(from.title(), closed.get().reason()));
    }
  }

  private boolean isBeingFilled() throws CannotCarry {
    try {
      return ClosedStore.of(target.kept()).filter(this::isOurs).isPresent();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private Outcome fill() throws IOException {
    try {
      boolean filled = begin();
      if (Snapshot.SCHEMA.versions(target.kept()).equals(source.contents().versions())) {
        copy();
        compare();
        close(FILLED);
      } else if (!filled || last(Table.EVENTS) < source.contents().point().position()) {
        throw new CannotCarry(
            "%s has tables of a newer version than %s; empty it and begin anew"
                .formatted(target.title(), source.title()));
      }
      int erasedAgain = eraseAgain();
      Snapshot.OF_ALL.migrate(target.connections());
      JdbcTemplate database = new JdbcTemplate(new SingleConnectionDataSource(target.kept(), true));
      LedgerCheck ledger =
          new LedgerCheck(database, StoredEvents.of(database, target.isEmbedded()));
      return new Outcome(
          source.contents().point(), ledger.extent(), erasedAgain, ledger.findings());
    } catch (SQLException | FlywayException e) {
      throw failed(e);
    }
  }

  private CannotCarry failed(Exception cause) {
    return new CannotCarry(
        "%s could not be filled: %s".formatted(target.title(), cause.getMessage()), cause);
  }

  /**
   * Closes the store, and makes the tables that the log has where it comes from.
   *
   * @return whether it was filled and compared already
   */
  private boolean begin() throws SQLException, CannotCarry {
    if (!Snapshot.SCHEMA.knows(source.contents().versions(), target.connections())) {
      throw new CannotCarry(
          "%s is of a newer version of Planledger; use that".formatted(source.title()));
    }
    Optional<ClosedStore> closed = ClosedStore.of(target.kept());
    if (closed.isEmpty()) {
      refuseUnlessEmpty();
    } else if (closed.get().isMoved() && source instanceof Snapshot) {
      refuseUnlessPrefix();
    } else if (!isOurs(closed.get())) {
      throw new CannotCarry(
          "%s is closed, and not because of this: %s"
              .formatted(target.title(), closed.get().reason()));
    }
    boolean filled = closed.filter(store -> store.mark().equals(FILLED + source.id())).isPresent();
    if (!filled) {
      close(BEGUN);
    }
    Snapshot.SCHEMA.migrateTo(source.contents().versions(), target.connections());
    return filled;
  }

  private boolean isOurs(ClosedStore closed) {
    return closed.mark().equals(BEGUN + source.id()) || closed.mark().equals(FILLED + source.id());
  }

  private void close(String how) throws SQLException {
    new ClosedStore(
            how + source.id(),
            "it is being filled from %s, which was not finished. Start that once more"
                .formatted(source.title()))
        .close(target.kept());
  }

  private void refuseUnlessEmpty() throws SQLException, CannotCarry {
    for (Table table : List.of(Table.EVENTS, Table.PERSONS, Table.LEAVES)) {
      if (exists(table) && count(table) > 0) {
        throw new CannotCarry(
            "%s holds a log already; name an empty store".formatted(target.title()));
      }
    }
  }

  private void refuseUnlessPrefix() throws SQLException, CannotCarry {
    String first = "";
    try (Statement statement = target.kept().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT event_id FROM domain_event ORDER BY global_index LIMIT 1")) {
      first = row.next() ? row.getString(1) : "empty";
    }
    if (!first.equals(source.id()) || last(Table.EVENTS) > source.contents().point().position()) {
      throw new CannotCarry(
          "%s holds another log, or more of this one; name an empty store"
              .formatted(target.title()));
    }
  }

  private boolean exists(Table table) throws SQLException {
    try (PreparedStatement statement =
        target
            .kept()
            .prepareStatement(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema AND"
                    + " lower(table_name) = ?")) {
      statement.setString(1, table.title());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private long count(Table table) throws SQLException {
    return number("SELECT count(*) FROM " + table.title());
  }

  /** The number of the last row of a table that grows. */
  private long last(Table table) throws SQLException {
    return number(
        "SELECT coalesce(max(%s), -1) FROM %s".formatted(table.order(true), table.title()));
  }

  private long number(String question) throws SQLException {
    try (Statement statement = target.kept().createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void copy() throws SQLException, IOException {
    for (Table table : source.contents().tables().reversed()) {
      if (!table.grows()) {
        execute("DELETE FROM " + table.title());
      }
    }
    for (Table table : source.contents().tables()) {
      copy(table);
    }
    execute(
        "ALTER TABLE domain_event ALTER COLUMN global_index RESTART WITH %d"
            .formatted(source.contents().point().position() + 1));
  }

  private void execute(String statement) throws SQLException {
    try (Statement executed = target.kept().createStatement()) {
      executed.execute(statement);
    }
  }

  private void copy(Table table) throws SQLException, IOException {
    List<Column> columns = Objects.requireNonNull(source.contents().columns().get(table));
    long after = table.grows() ? last(table) : Long.MIN_VALUE;
    if (table.grows()) {
      done += count(table);
    }
    Connection connection = target.kept();
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                    table.title(),
                    columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                    columns.stream().map(column -> "?").collect(Collectors.joining(", "))))) {
      int[] batched = {0};
      source.rows(table, after, values -> add(insert, columns, values, batched, table));
      insert.executeBatch();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private void add(
      PreparedStatement insert,
      List<Column> columns,
      @Nullable Object[] values,
      int[] batched,
      Table table)
      throws CannotCarry {
    try {
      for (int i = 0; i < values.length; i++) {
        columns.get(i).set(insert, i + 1, values[i]);
      }
      insert.addBatch();
      if (++batched[0] % BATCH == 0) {
        insert.executeBatch();
        target.kept().commit();
      }
      tell("copied " + table.title());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void tell(String step) {
    watcher.reached(step, Math.min(++done, total()), total());
  }

  /** Everything is copied, and then read again. */
  private long total() {
    return 2 * source.contents().allRows();
  }

  /** Every table has the rows that it has where it comes from, in the same order. */
  private void compare() throws IOException {
    for (Table table : source.contents().tables()) {
      List<Column> columns = Objects.requireNonNull(source.contents().columns().get(table));
      Rows.Writer written = new Rows.Writer(columns, OutputStream.nullOutputStream());
      Snapshot.read(
          target.kept(),
          target.isEmbedded(),
          table,
          columns,
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          values -> {
            written.row(values);
            tell("compared " + table.title());
          });
      Rows.Digest here = written.digest();
      Rows.Digest there = source.digest(table);
      if (!here.equals(there)) {
        throw new CannotCarry(
            "%s of %s is not that of %s: %d rows with the SHA-256 %s instead of %d with %s. Empty the store and begin anew"
                .formatted(
                    table.title(),
                    target.title(),
                    source.title(),
                    here.rows(),
                    here.sha256(),
                    there.rows(),
                    there.sha256()));
      }
    }
  }

  /** What was erased and is there all the same: the log is ahead of the register. */
  private int eraseAgain() throws SQLException, IOException {
    int erased = 0;
    try (PreparedStatement erasures =
            target
                .kept()
                .prepareStatement(
                    "SELECT payload FROM domain_event WHERE payload_type = 'SubjectErased'");
        PreparedStatement erase =
            target
                .kept()
                .prepareStatement(
                    "UPDATE person SET name = NULL WHERE id = ? AND name IS NOT NULL");
        ResultSet rows = erasures.executeQuery()) {
      while (rows.next()) {
        JsonNode payload = JSON.readTree(rows.getString(1));
        erase.setString(1, payload.path("person").asText());
        erased += erase.executeUpdate();
      }
    } catch (JacksonException damaged) {
      throw new CannotCarry("An erasure in the log cannot be read", damaged);
    }
    return erased;
  }

  private void forgetLedger() throws CannotCarry {
    try {
      for (Table table :
          List.of(Table.COSIGNATURES, Table.CHECKPOINTS, Table.TILES, Table.LEAVES, Table.KEYS)) {
        execute("DELETE FROM " + table.title());
      }
      execute("UPDATE ledger_state SET size = 0, position = 0");
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private void open() throws CannotCarry {
    try {
      ClosedStore.open(target.kept());
      if (target.isEmbedded()) {
        execute("CHECKPOINT SYNC");
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
