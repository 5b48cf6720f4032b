package org.planledger.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.planledger.command.CommandSideConfiguration;
import org.planledger.people.PeopleConfiguration;
import org.planledger.query.QuerySideConfiguration;
import org.planledger.store.EventStoreConfiguration;
import org.planledger.store.StoreFile;
import org.planledger.web.WebConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Both sides on the embedded store, behind one port. */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Path data;
  private volatile ConfigurableApplicationContext context;

  private Server(Path data, ConfigurableApplicationContext context) {
    this.data = data;
    this.context = context;
  }

  /** The application: nothing but its parts. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({
    EventStoreConfiguration.class,
    PeopleConfiguration.class,
    WebConfiguration.class,
    CommandSideConfiguration.class,
    QuerySideConfiguration.class,
    BackupEndpoint.class
  })
  static class Application {
    Application() {}
  }

  /**
   * Starts a server.
   *
   * @param port 0: any that is free
   * @throws Failure when another process works on the folder or listens on the port
   */
  public static Server start(Path data, int port) throws IOException {
    Files.createDirectories(data);
    return new Server(data, run(data, port));
  }

  private static ConfigurableApplicationContext run(Path data, int port) {
    return new SpringApplicationBuilder(Application.class)
        .bannerMode(Banner.Mode.OFF)
        .run(
            "--planledger.data=" + data.toAbsolutePath(),
            "--server.port=" + port,
            "--logging.level.root=error");
  }

  /**
   * Stays until the server is closed. Where the file of the store was closed, since it could not be
   * written, everything is started again on what the file holds as soon as there is room.
   *
   * @throws InterruptedException when interrupted
   */
  void stay() throws InterruptedException, SQLException {
    Optional<StoreFile> file = file();
    while (context.isActive()) {
      Thread.sleep(BETWEEN_LOOKS);
      if (file.filter(store -> store.problem().isPresent() && store.takesWrites()).isPresent()) {
        int port = port();
        context.close();
        startAgain(port);
        file = file();
      }
    }
  }

  private Optional<StoreFile> file() throws SQLException {
    return StoreFile.of(part(DataSource.class));
  }

  private void startAgain(int port) throws InterruptedException {
    while (true) {
      try {
        context = run(data, port);
        return;
      } catch (RuntimeException notYet) {
        LOG.error("The server cannot be started again yet: {}", Failure.sentence(notYet));
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  private int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  /** A part of the running application. */
  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
