package org.planledger.standalone;

import java.io.PrintWriter;
import java.util.function.Consumer;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.planledger.axonserver.AxonServer;
import org.planledger.axonserver.Move;
import org.planledger.store.EventStoreConfiguration;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Moves the log from PostgreSQL to Axon Server, and back. */
final class WithAxonServer {
  private WithAxonServer() {}

  /** The store and nothing else, so that nothing is copied or carried out. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(EventStoreConfiguration.class)
  static class Application {
    Application() {}
  }

  static void moveThere(String servers, PrintWriter out) {
    on(
        servers,
        move -> {
          try (ProgressBar bar = Progress.bar("events", -1)) {
            Move.Moved moved = move.there(bar::stepTo);
            out.printf(
                "%d events are in Axon Server as in PostgreSQL (SHA-256 %s). Start the nodes with"
                    + " SPRING_PROFILES_ACTIVE=axonserver.%n",
                moved.events(), moved.digest());
          }
        });
  }

  static void moveBack(String servers, PrintWriter out) {
    on(
        servers,
        move -> {
          Move.Moved moved = move.back();
          out.printf(
              "%d events are in PostgreSQL as in Axon Server (SHA-256 %s). Start the nodes without"
                  + " the profile axonserver.%n",
              moved.events(), moved.digest());
        });
  }

  private static void on(String servers, Consumer<Move> moving) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .bannerMode(Banner.Mode.OFF)
            .web(WebApplicationType.NONE)
            .profiles("axonserver")
            .run(
                Stream.concat(
                        Stream.of("axon.axonserver.servers=" + servers, "logging.level.root=error"),
                        Move.SETTINGS.stream())
                    .map(setting -> "--" + setting)
                    .toArray(String[]::new))) {
      context.getBean(AxonServer.class).require();
      moving.accept(context.getBean(Move.class));
    } catch (IllegalStateException different) {
      throw new Failure(String.valueOf(different.getMessage()), different);
    }
  }
}
