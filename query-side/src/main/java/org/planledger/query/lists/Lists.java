package org.planledger.query.lists;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.planledger.query.amendment.AmendmentTable;
import org.planledger.query.entry.LogEntries;
import org.planledger.query.entry.LogEntryTable;
import org.planledger.query.entry.LogReader;
import org.planledger.query.entry.Taken;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tables of the lists, which are made of the log alone: the live ones, that answers are read
 * from, or those beside them, that a rebuild writes.
 *
 * <p>Whoever writes the live ones holds their lock until the end of the transaction, so that what
 * one has read of them no other changes meanwhile.
 */
public final class Lists {
  private static final String BESIDE = "_beside";

  private final JdbcClient database;
  private final String suffix;
  private final LogEntryTable entries;
  private final AmendmentTable amendments;

  private Lists(
      JdbcClient database, JdbcTemplate batches, LogReader log, ObjectMapper json, String suffix) {
    this.database = database;
    this.suffix = suffix;
    entries = new LogEntryTable(database, batches, log, json, "log_entry" + suffix);
    amendments = new AmendmentTable(database, entries, "amendment" + suffix);
  }

  /** Those that answers are read from. */
  public static Lists live(
      JdbcClient database, JdbcTemplate batches, LogReader log, ObjectMapper json) {
    return new Lists(database, batches, log, json, "");
  }

  /** Those that a rebuild writes. */
  public static Lists beside(
      JdbcClient database, JdbcTemplate batches, LogReader log, ObjectMapper json) {
    return new Lists(database, batches, log, json, BESIDE);
  }

  /**
   * A table of which there are two, one live and one beside it.
   *
   * @param live its name
   * @param key columns of the primary key
   * @param columns all columns
   */
  public record Table(String live, List<String> key, List<String> columns) {
    /** The name of the one beside it. */
    public String beside() {
      return live + BESIDE;
    }
  }

  /** The tables. */
  public static final List<Table> TABLES =
      List.of(
          new Table("log_entry", LogEntryTable.KEY, LogEntryTable.columnNames()),
          new Table("amendment", AmendmentTable.KEY, AmendmentTable.COLUMNS));

  LogEntryTable entries() {
    return entries;
  }

  AmendmentTable amendments() {
    return amendments;
  }

  /** Waits until nobody else writes the live tables, and keeps others from it. */
  public void lock() {
    database
        .sql("SELECT name FROM projection WHERE name = ? FOR UPDATE")
        .param(LogEntries.GROUP)
        .query(String.class)
        .single();
  }

  /**
   * Takes an event of the log, if it has not been taken, whatever of its stream has been.
   *
   * @param last by stream, a revision taken in this transaction after which none was: added to
   */
  void take(Taken taken, Map<String, Long> last) {
    boolean next = last.getOrDefault(taken.stream(), Long.MAX_VALUE) < taken.revision();
    OptionalLong held = next ? OptionalLong.empty() : entries.atOrAfter(taken);
    if (held.isEmpty()) {
      take(List.of(taken));
      last.put(taken.stream(), taken.revision());
    } else if (held.getAsLong() > taken.revision()) {
      long upTo = entries.last(taken.stream());
      entries.takeLate(taken, upTo);
      amendments.takeLate(taken, upTo);
    }
  }

  /** Takes the next events of the log, each in the order of its stream. */
  public void take(List<Taken> events) {
    entries.take(events);
    events.forEach(amendments::take);
  }

  /** The streams that have events without a row, among those up to a position. */
  public List<String> incomplete(long upTo) {
    return entries.incomplete(upTo);
  }

  /** Lets go of all rows of a stream. */
  public void remove(String stream) {
    entries.remove(stream);
    amendments.remove(stream);
  }

  /** Empties the tables, in a transaction of its own where the database knows no other way. */
  public void clear() {
    TABLES.forEach(table -> database.sql("TRUNCATE TABLE " + table.live() + suffix).update());
  }
}
