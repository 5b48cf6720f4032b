package org.planledger.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import org.planledger.command.CommandSideConfiguration;
import org.planledger.people.PeopleConfiguration;
import org.planledger.query.QuerySideConfiguration;
import org.planledger.store.EventStoreConfiguration;
import org.planledger.web.WebConfiguration;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Both sides on the embedded store, behind one port. */
public final class Server implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private Server(ConfigurableApplicationContext context) {
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
  public static Server start(Path data, int port) throws java.io.IOException {
    Files.createDirectories(data);
    return new Server(
        new SpringApplicationBuilder(Application.class)
            .bannerMode(Banner.Mode.OFF)
            .run(
                "--planledger.data=" + data.toAbsolutePath(),
                "--server.port=" + port,
                "--logging.level.root=error"));
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
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
