package org.planledger.carry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.planledger.query.ledger.LedgerCheck;

/** Where a log is carried from. */
sealed interface Source permits Snapshot, Backup {

  /**
   * What there is.
   *
   * @param versions of the tables, by part of the schema
   * @param columns by table, of those there are, in the order of the values in a row
   * @param rows by table, how many
   */
  record Contents(
      Point point,
      LedgerCheck.Extent ledger,
      Map<String, String> versions,
      Map<Table, List<Column>> columns,
      Map<Table, Long> rows) {

    /** What there is to carry; an older version does not have all tables. */
    List<Table> tables() {
      return Table.of(versions);
    }

    long allRows() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** By what it is known again: the same as long as it goes on with the same log. */
  String id();

  /** What this is, as part of a sentence. */
  String title();

  Contents contents();

  /**
   * Gives the rows of a table, in its order.
   *
   * @param after of a table that grows, the number of the last row not wanted
   */
  void rows(Table table, long after, Rows.Taker taker) throws IOException;

  /** All rows of a table in one hash. */
  Rows.Digest digest(Table table) throws IOException;
}
