package org.planledger.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.planledger.carry.Carrying;
import org.planledger.carry.Database;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Moves the log to another store. */
@Command(
    name = "move",
    mixinStandardHelpOptions = true,
    description = "Moves the record to another store. No server may be running on either.",
    footer = {
      "",
      "Everything keeps its id, its place and its time, and is compared at the end. The store that"
          + " it comes from keeps its copy, and is closed: no server works on it any more.",
      "A move that was cut off is run again, and goes on. A record that was moved is moved back in"
          + " the same way.",
      "",
      "Exit codes: 0 moved, 1 moved and the log is not what was signed, 2 not moved."
    })
final class MoveCommand implements Callable<Integer> {
  private static final String AXON_SERVER = "axonserver://";

  @ArgGroup(multiplicity = "1")
  private Way way = new Way();

  /** One of the two. */
  static final class Way {
    @Option(
        names = "--to",
        paramLabel = "STORE",
        description =
            "a folder, the address of a database: jdbc:postgresql://HOST/DATABASE, or from"
                + " PostgreSQL that of an Axon Server that is empty: axonserver://HOST:PORT")
    private @Nullable String to;

    @Option(
        names = "--from",
        paramLabel = "AXONSERVER",
        description = "back from an Axon Server to PostgreSQL alone: axonserver://HOST:PORT")
    private @Nullable String from;

    Way() {}
  }

  @Option(names = "--to-user", description = "of the database")
  private @Nullable String user;

  @Option(
      names = "--to-password",
      description = "of the database (default: the variable PLANLEDGER_TO_PASSWORD)")
  private @Nullable String password;

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  MoveCommand() {}

  @Override
  public Integer call() throws IOException {
    if (way.from != null) {
      WithAxonServer.moveBack(address(way.from), spec.commandLine().getOut());
      return 0;
    }
    String to = Objects.requireNonNull(way.to);
    if (to.startsWith(AXON_SERVER)) {
      WithAxonServer.moveThere(address(to), spec.commandLine().getOut());
      return 0;
    }
    Settings from = Settings.of(store.data);
    refuseIfInUse(from.url(), store.data);
    if (!Database.exists(from.url())) {
      throw new Failure("There is no record in " + store.data);
    }
    long begun = System.nanoTime();
    Carrying.Outcome outcome;
    try (Database source = from.open();
        Database target = target(to);
        Bar bar = new Bar("moving")) {
      outcome = Carrying.move(source, target, bar);
    }
    return Told.of(outcome, "Moved", System.nanoTime() - begun, spec.commandLine().getOut());
  }

  private static String address(String axonServer) {
    if (!axonServer.startsWith(AXON_SERVER)) {
      throw new Failure(
          "%s is no Axon Server; write %sHOST:PORT.".formatted(axonServer, AXON_SERVER));
    }
    return axonServer.substring(AXON_SERVER.length());
  }

  private Database target(String to) throws IOException {
    if (to.startsWith("jdbc:")) {
      return Database.open(
          to, user, password == null ? System.getenv("PLANLEDGER_TO_PASSWORD") : password);
    }
    Path folder = Files.createDirectories(Path.of(to));
    Settings settings = Settings.of(folder);
    refuseIfInUse(settings.fileUrl(), folder);
    return Database.open(settings.fileUrl(), null, null);
  }

  private static void refuseIfInUse(String url, Path folder) throws IOException {
    if (Database.isEmbedded(url) && Store.isInUse(folder)) {
      throw new Failure("Another process works on %s; stop it first.".formatted(folder));
    }
  }
}
