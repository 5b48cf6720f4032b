package org.planledger.carry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.planledger.store.DurableFiles;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database that holds a store or is to hold one, opened from outside its nodes. */
public final class Database implements AutoCloseable {
  private static final String FILE = "jdbc:h2:durable:";

  private final DataSource connections;
  private final String url;

  /** While it is open, a database in a file stays open too. */
  private final Connection kept;

  private Database(DataSource connections, String url, Connection kept) {
    this.connections = connections;
    this.url = url;
    this.kept = kept;
  }

  /**
   * Opens a database; a file is made where there is none.
   *
   * @param user null: none is given, as for a file
   * @throws CannotCarry where it cannot be opened
   */
  public static Database open(String url, @Nullable String user, @Nullable String password)
      throws CannotCarry {
    DurableFiles.register();
    Properties settings = new Properties();
    if (url.startsWith("jdbc:postgresql:")) {
      settings.setProperty("ApplicationName", "planledger");
      settings.setProperty("connectTimeout", "10");
      settings.setProperty("reWriteBatchedInserts", "true");
    }
    if (user != null) {
      settings.setProperty("user", user);
    }
    if (password != null) {
      settings.setProperty("password", password);
    }
    DataSource connections = new DriverManagerDataSource(url, settings);
    try {
      return new Database(connections, url, connections.getConnection());
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be opened: %s".formatted(title(url), e.getMessage()), e);
    }
  }

  /** Whether there is something at an address: of a file, that it exists. */
  public static boolean exists(String url) {
    return !url.startsWith(FILE)
        || Files.exists(Path.of(url.substring(FILE.length()).replaceFirst(";.*", "") + ".mv.db"));
  }

  DataSource connections() {
    return connections;
  }

  Connection kept() {
    return kept;
  }

  boolean isEmbedded() {
    return isEmbedded(url);
  }

  /** Whether an address is that of a file, which one process has open at a time. */
  public static boolean isEmbedded(String url) {
    return url.startsWith("jdbc:h2:");
  }

  /** Where it is, without settings and passwords. */
  String title() {
    return title(url);
  }

  private static String title(String url) {
    return url.replaceFirst("^" + FILE, "").replaceFirst("[;?].*", "");
  }

  @Override
  public void close() throws CannotCarry {
    try {
      kept.close();
    } catch (SQLException e) {
      throw new CannotCarry("%s cannot be closed: %s".formatted(title(), e.getMessage()), e);
    }
  }
}
