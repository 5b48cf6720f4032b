package org.planledger.query.rebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.planledger.query.lists.Lists;
import org.planledger.query.lists.Lists.Table;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts what stands in the tables beside the live ones into these, row by row where they differ: no
 * reader waits, none sees a part of it, and nothing is written where nothing differs. To be called
 * in a transaction that holds the lock of the live tables.
 */
final class Exchange {
  private static final int NAMED = 10;

  private final JdbcClient database;

  Exchange(JdbcClient database) {
    this.database = database;
  }

  /**
   * What an exchange has found.
   *
   * @param differences how many rows were not what they are now
   * @param told a sentence for each of the first of them
   */
  record Outcome(long differences, List<String> told) {}

  Outcome run() {
    long differences = 0;
    List<String> told = new ArrayList<>();
    for (Table table : Lists.TABLES) {
      long wrong = count(table.live() + " l WHERE " + noneIsSame(table));
      long missing = count(table.beside() + " b WHERE " + noneIsLive(table));
      if (wrong > 0) {
        told.addAll(wrong(table));
      }
      if (missing > 0) {
        told.addAll(missing(table));
      }
      if (wrong + missing > 0) {
        put(table);
      }
      differences += wrong + missing;
    }
    return new Outcome(differences, List.copyOf(told.subList(0, Math.min(NAMED, told.size()))));
  }

  private long count(String rows) {
    return database.sql("SELECT count(*) FROM " + rows).query(Long.class).single();
  }

  private List<String> wrong(Table table) {
    String isBeside =
        "EXISTS (SELECT 1 FROM %s b WHERE %s)".formatted(table.beside(), sameKey(table));
    return named(
        table,
        "l",
        "CASE WHEN %s THEN 'did not hold what the log says' ELSE 'was made of nothing in the log' END"
            .formatted(isBeside),
        noneIsSame(table));
  }

  private List<String> missing(Table table) {
    return named(table, "b", "'was missing'", noneIsLive(table));
  }

  private List<String> named(Table table, String alias, String predicate, String where) {
    String key =
        table.key().stream().map(column -> alias + "." + column).collect(Collectors.joining(", "));
    return database
        .sql(
            "SELECT %s, %s FROM %s %s WHERE %s ORDER BY %s LIMIT %d"
                .formatted(
                    predicate,
                    key,
                    alias.equals("l") ? table.live() : table.beside(),
                    alias,
                    where,
                    key,
                    NAMED))
        .query(
            (row, number) -> {
              List<String> values = new ArrayList<>();
              for (int column = 0; column < table.key().size(); column++) {
                values.add(row.getString(column + 2));
              }
              return "%s (%s) %s"
                  .formatted(table.live(), String.join(", ", values), row.getString(1));
            })
        .list();
  }

  private void put(Table table) {
    String columns = String.join(", ", table.columns());
    database.sql("DELETE FROM %s l WHERE %s".formatted(table.live(), noneIsSame(table))).update();
    database
        .sql(
            "INSERT INTO %s (%s) SELECT %s FROM %s b WHERE %s"
                .formatted(table.live(), columns, columns, table.beside(), noneIsLive(table)))
        .update();
  }

  /** That a live row is not beside as it is. */
  private static String noneIsSame(Table table) {
    return "NOT EXISTS (SELECT 1 FROM %s b WHERE %s)"
        .formatted(
            table.beside(),
            table.columns().stream()
                .map(
                    column ->
                        table.key().contains(column)
                            ? "b.%s = l.%<s".formatted(column)
                            : "b.%s IS NOT DISTINCT FROM l.%<s".formatted(column))
                .collect(Collectors.joining(" AND ")));
  }

  /** That no live row has the key of one beside. */
  private static String noneIsLive(Table table) {
    return "NOT EXISTS (SELECT 1 FROM %s l WHERE %s)".formatted(table.live(), sameKey(table));
  }

  private static String sameKey(Table table) {
    return table.key().stream().map("b.%s = l.%<s"::formatted).collect(Collectors.joining(" AND "));
  }
}
