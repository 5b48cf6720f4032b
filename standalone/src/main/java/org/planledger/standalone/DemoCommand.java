package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the product does, on a meeting that took place. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the example, a real meeting paragraph by paragraph, and tells what can be asked of"
          + " it.",
      "Leaves a server running, unless told to exit."
    })
final class DemoCommand implements Callable<Integer> {
  private static final String EXAMPLE = "/examples/cwg-sfp.ndjson";

  @Option(names = "--exit", description = "ends when everything is told")
  private boolean exit;

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  DemoCommand() {}

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    if (store.isInUse()) {
      throw new Failure(
          "Another process works on %s; stop it, or name another folder with --data."
              .formatted(store.data));
    }
    PrintWriter out = spec.commandLine().getOut();
    Server server = Server.start(store.data, store.port);
    boolean told = false;
    try {
      Client client = new Client(server.url());
      importExample(client);
      new Story(client, out).tell();
      told = true;
    } finally {
      if (exit || !told) {
        server.close();
      }
    }
    if (exit) {
      return 0;
    }
    out.printf("%nThe server stays on %s (Ctrl-C stops it). Ask it yourself:%n", server.url());
    out.printf("  curl '%s/api/plans/itu-2020/draft?at=date:2017-09-11&lang=en'%n", server.url());
    out.printf("  curl '%s/api/plans/itu-2020/provisions/vision/history'%n", server.url());
    out.flush();
    server.stay();
    return 0;
  }

  private static void importExample(Client client) throws IOException {
    byte[] lines = example();
    JsonNode refusal;
    Import example;
    try (ProgressBar bar = Progress.bar("importing the example", lines.length)) {
      example =
          new Import(client, new BufferedInputStream(new ByteArrayInputStream(lines)), bar::stepTo);
      refusal = example.run();
    }
    if (refusal != null) {
      throw new Failure(example.refusal(refusal));
    }
  }

  private static byte[] example() throws IOException {
    try (InputStream in = DemoCommand.class.getResourceAsStream(EXAMPLE)) {
      if (in == null) {
        throw new IllegalStateException("The example is not in the jar");
      }
      return in.readAllBytes();
    }
  }
}
