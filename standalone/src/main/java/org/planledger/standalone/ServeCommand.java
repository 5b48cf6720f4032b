package org.planledger.standalone;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Starts a server on 127.0.0.1 and stays until it is stopped (Ctrl-C).",
    footer = {
      "",
      "  curl http://127.0.0.1:8080/api/plans",
      "  curl -X POST http://127.0.0.1:8080/api/commands/OpenPlan -H 'Content-Type:"
          + " application/json' -d @plan.json"
    })
final class ServeCommand implements Callable<Integer> {
  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  ServeCommand() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    Server server = Server.start(store.data, store.port);
    spec.commandLine().getOut().println("Planledger listens on " + server.url());
    server.stay();
    return 0;
  }
}
