package org.planledger.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a file of commands. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Carries out commands, one a line, in their order.",
    footer = {
      "",
      "A line is {\"command\":\"OpenPlan\",\"id\":\"any-unique-string\",\"actor\":\"a"
          + " name\",\"body\":{...}}.",
      "An import that was interrupted is simply run again: what was done is not done twice.",
      "A line that is refused stops it; what came before stays.",
      "",
      "Exit codes: 0 all lines carried out, 1 a line was refused, 2 the file or the server"
          + " could not be reached."
    })
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "file of commands; - is the standard input")
  private Path file = Path.of("-");

  @Option(names = "--dry-run", description = "checks every line as if carried out; writes nothing")
  private boolean dryRun;

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  ImportCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (store.isInUse()) {
      return run(new Client("http://127.0.0.1:" + store.port), out, err);
    }
    try (Server server = Server.start(store.data, 0)) {
      return run(new Client(server.url()), out, err);
    }
  }

  private int run(Client client, PrintWriter out, PrintWriter err) throws IOException {
    boolean standardInput = file.toString().equals("-");
    long size = standardInput ? -1 : Files.size(file);
    Import running;
    JsonNode refusal;
    try (InputStream in = standardInput ? System.in : Files.newInputStream(file);
        ProgressBar bar = Progress.bar("importing", size)) {
      running = new Import(client, new BufferedInputStream(in), bar::stepTo);
      refusal = dryRun ? running.dryRun() : running.run();
    }
    if (refusal != null) {
      err.println(running.refusal(refusal));
      return 1;
    }
    out.println(running.summary(dryRun));
    return 0;
  }
}
