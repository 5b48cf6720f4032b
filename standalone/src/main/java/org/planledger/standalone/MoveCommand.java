package org.planledger.standalone;

import java.util.concurrent.Callable;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Moves the log from PostgreSQL to Axon Server. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description =
        "Moves the log from PostgreSQL to an Axon Server that is empty. No node may be running;"
            + " an interrupted move is gone on with.",
    footer = {
      "",
      "  SPRING_DATASOURCE_URL=jdbc:postgresql://... AXON_AXONSERVER_SERVERS=host:8124 planledger"
          + " move"
    })
final class MoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  MoveCommand() {}

  /** The store and nothing else, so that nothing is copied or carried out. */
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(EventStoreConfiguration.class)
  static class Application {
    Application() {}
  }

  @Override
  public Integer call() {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .bannerMode(Banner.Mode.OFF)
            .web(WebApplicationType.NONE)
            .profiles("axonserver")
            .run("--planledger.copy=false", "--logging.level.root=error")) {
      context.getBean(AxonServer.class).require();
      try (ProgressBar bar = Progress.bar("events", -1)) {
        Move.Moved moved = context.getBean(Move.class).run(bar::stepTo);
        spec.commandLine()
            .getOut()
            .printf(
                "%d events are in Axon Server as in PostgreSQL (SHA-256 %s). Start the nodes with"
                    + " SPRING_PROFILES_ACTIVE=axonserver.%n",
                moved.events(), moved.digest());
      }
    } catch (IllegalStateException different) {
      throw new Failure(String.valueOf(different.getMessage()), different);
    }
    return 0;
  }
}
