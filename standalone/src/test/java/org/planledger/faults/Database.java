package org.planledger.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of which each commit is on disk, which can be killed and started again. */
final class Database implements AutoCloseable {
  private final Path folder;
  private final EmbeddedPostgres server;
  private final List<String> command = new ArrayList<>();

  /** In an empty folder. */
  Database(Path folder) throws IOException {
    this.folder = folder.toAbsolutePath();
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(this.folder)
            .setCleanDataDirectory(false)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
    ProcessHandle.Info postmaster = postmaster().info();
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to be root, so it is nobody, as it was started first.
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(postmaster.command().orElseThrow());
    command.addAll(List.of(postmaster.arguments().orElseThrow()));
  }

  private ProcessHandle postmaster() throws IOException {
    String pid = Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip();
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  int port() {
    return server.getPort();
  }

  /** Its settings for a node that reaches it by another port. */
  Map<String, String> asStore(int port, String node) {
    return Map.of(
        "spring.datasource.url",
        "jdbc:postgresql://127.0.0.1:%d/postgres?ApplicationName=%s".formatted(port, node),
        "spring.datasource.username",
        "postgres");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
  }

  /** Ends all its processes at once. */
  void kill() throws IOException {
    ProcessHandle main = postmaster();
    List<ProcessHandle> all = new ArrayList<>(List.of(main));
    main.descendants().forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : all) {
      process.onExit().join();
    }
  }

  /** Starts it anew on what is on its disk. */
  void startAgain() throws IOException {
    new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolveSibling(folder.getFileName() + ".log").toFile())
        .start();
  }

  /** Starts it anew where it has given up. */
  void startAgainIfEnded() throws IOException {
    if (Files.notExists(folder.resolve("postmaster.pid"))) {
      startAgain();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
