package org.planledger.standalone;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a large example. */
@Command(
    name = "example",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a made-up negotiation as a file of commands to be imported. The same seed gives the"
          + " same file."
    })
final class ExampleCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "where to write it")
  private Path file = Path.of("");

  @Option(names = "--plan", description = "id of the plan (default: ${DEFAULT-VALUE})")
  private String plan = "generated";

  @Option(names = "--seed", description = "default: ${DEFAULT-VALUE}")
  private long seed = 1;

  @Option(names = "--provisions", description = "default: ${DEFAULT-VALUE}")
  private int provisions = 300;

  @Option(names = "--meetings", description = "default: ${DEFAULT-VALUE}")
  private int meetings = 12;

  @Option(names = "--amendments", description = "default: ${DEFAULT-VALUE}")
  private int amendments = 3000;

  @Spec private CommandSpec spec = CommandSpec.create();

  ExampleCommand() {}

  @Override
  public Integer call() throws IOException {
    Negotiation.Size size = new Negotiation.Size(plan, seed, provisions, meetings, amendments);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ProgressBar bar = Progress.bar("writing", -1)) {
      Negotiation.write(size, out, bar::stepTo);
    }
    spec.commandLine().getOut().printf("Import it with: planledger import %s%n", file);
    return 0;
  }
}
