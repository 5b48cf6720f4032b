package org.planledger.faults;

import java.io.IOException;
import java.net.URI;
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
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.planledger.axonserver.AxonServerStub;

/**
 * Two nodes of each side on one PostgreSQL, and with their log in an Axon Server if so asked, each
 * at the end of wires of its own. The Axon Server is the one that {@code -Daxonserver} names, in a
 * full run, or a stub of it.
 */
final class TwoSides implements AutoCloseable {
  private final Database database;
  private final Stage stage;
  private final OptionalInt axonServer;
  private final Map<Node, FaultyWire> wires = new HashMap<>();
  private final Map<Node, FaultyWire> wiresToAxonServer = new HashMap<>();
  private final Map<Node, SkewedClock> clocks = new HashMap<>();
  private @Nullable AxonServerStub stub;

  private TwoSides(Database database, Stage stage, OptionalInt axonServer) {
    this.database = database;
    this.stage = stage;
    this.axonServer = axonServer;
  }

  /** Starts all of it, with the log in PostgreSQL. */
  static TwoSides onPostgres() throws IOException {
    return started("postgres", OptionalInt.empty());
  }

  /** Starts all of it, with the log in Axon Server. */
  static TwoSides onAxonServer() throws IOException {
    String real = Faults.times(0, 1) == 1 ? System.getProperty("axonserver", "") : "";
    if (!real.isEmpty()) {
      return started("axonserver", OptionalInt.of(URI.create("grpc://" + real).getPort()));
    }
    System.err.println(
        "On a stub of Axon Server; with -Daxonserver=127.0.0.1:port, of one without events, a full"
            + " run is on that");
    AxonServerStub stub = new AxonServerStub();
    TwoSides all =
        started("axonserver", OptionalInt.of(URI.create("grpc://" + stub.address()).getPort()));
    all.stub = stub;
    return all;
  }

  private static TwoSides started(String log, OptionalInt axonServer) throws IOException {
    Path folder = Faults.FOLDER.resolve("%s-%s".formatted(log, UUID.randomUUID()));
    Database database = new Database(Files.createDirectories(folder.resolve("database")));
    TwoSides all = new TwoSides(database, new Stage(folder, axonServer.isPresent()), axonServer);
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
    Map<String, String> store = new HashMap<>(database.asStore(wire.port(), name));
    @Nullable FaultyWire toAxonServer = null;
    if (axonServer.isPresent()) {
      toAxonServer = new FaultyWire(axonServer.getAsInt());
      store.put("spring.profiles.active", "axonserver");
      store.put("axon.axonserver.servers", "127.0.0.1:" + toAxonServer.port());
    }
    Node node = stage.add(name, part, store);
    wires.put(node, wire);
    if (toAxonServer != null) {
      wiresToAxonServer.put(node, toAxonServer);
    }
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

  /** What is between a node and Axon Server. */
  FaultyWire wireToAxonServer(Node node) {
    return Objects.requireNonNull(wiresToAxonServer.get(node));
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
    return locked(table, "SHARE ROW EXCLUSIVE");
  }

  /** A transaction during which nobody can read a table. */
  Connection closed(String table) throws SQLException {
    return locked(table, "ACCESS EXCLUSIVE");
  }

  private Connection locked(String table, String mode) throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE %s IN %s MODE".formatted(table, mode));
    }
    return connection;
  }

  @Override
  public void close() throws IOException {
    stage.close();
    wires.values().forEach(FaultyWire::close);
    wiresToAxonServer.values().forEach(FaultyWire::close);
    if (stub != null) {
      stub.close();
    }
    database.close();
  }
}
