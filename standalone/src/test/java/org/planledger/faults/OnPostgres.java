package org.planledger.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Two nodes of each side on one PostgreSQL, each at the end of a wire of its own. */
final class OnPostgres implements AutoCloseable {
  private final Database database;
  private final Stage stage;
  private final Map<Node, FaultyWire> wires = new HashMap<>();
  private final Map<Node, SkewedClock> clocks = new HashMap<>();

  private OnPostgres(Database database, Stage stage) {
    this.database = database;
    this.stage = stage;
  }

  /** Starts all of it. */
  static OnPostgres start() throws IOException {
    Path folder = Faults.FOLDER.resolve("postgres-" + UUID.randomUUID());
    Database database = new Database(Files.createDirectories(folder.resolve("database")));
    OnPostgres all = new OnPostgres(database, new Stage(folder));
    all.add("commands-1", Node.Part.COMMANDS);
    all.add("commands-2", Node.Part.COMMANDS);
    all.add("queries-1", Node.Part.QUERIES);
    all.add("queries-2", Node.Part.QUERIES);
    all.stage.nodes().forEach(Node::start);
    all.stage.nodes().forEach(Node::awaitReady);
    return all;
  }

  private void add(String name, Node.Part part) throws IOException {
    FaultyWire wire = new FaultyWire(database.port());
    Node node = stage.add(name, part, database.asStore(wire.port(), name));
    wires.put(node, wire);
  }

  Database database() {
    return database;
  }

  Stage stage() {
    return stage;
  }

  /** What is between a node and the database. */
  FaultyWire wireOf(Node node) {
    return wires.get(node);
  }

  /** The clock that a node has from its next start on. */
  SkewedClock clockOf(Node node) throws IOException {
    SkewedClock clock = clocks.get(node);
    if (clock == null) {
      clock = new SkewedClock(node.folder().resolveSibling(node + ".clock"));
      node.with(clock.argument());
      clocks.put(node, clock);
    }
    return clock;
  }

  /** The nodes on whose behalf the database waits for a lock to carry out such a statement. */
  List<Node> waiting(String statement) throws SQLException {
    List<Node> waiting = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement asked = connection.createStatement();
        ResultSet rows =
            asked.executeQuery(
                "SELECT application_name FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%s%%'"
                    .formatted(statement))) {
      while (rows.next()) {
        String name = rows.getString(1);
        stage.nodes().stream().filter(node -> node.toString().equals(name)).forEach(waiting::add);
      }
    }
    return waiting;
  }

  /** A transaction during which nobody can write to a table. */
  Connection heldBack(String table) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE".formatted(table));
    }
    return connection;
  }

  @Override
  public void close() throws IOException {
    stage.close();
    wires.values().forEach(FaultyWire::close);
    database.close();
  }
}
