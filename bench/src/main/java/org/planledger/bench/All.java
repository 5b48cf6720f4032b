package org.planledger.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything that docs/performance.md has tables of. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = {
      "Runs all benchmarks at all sizes, one after the other, which takes hours on two cores. The",
      "machine should have nothing else to do."
    })
final class All implements Callable<Integer> {
  private static final String[][] ALL = {
    {"throughput"},
    {"http", "--revisions", "1000,10000,100000,1000000"},
    {"ledger"},
    {"sizes"},
    {"papers"},
    {"texts", "--revisions", "1000,10000,100000,1000000"}
  };

  @Option(
      names = "--json",
      description =
          "folder that the figures are written to, a file each (default: ${DEFAULT-VALUE})")
  private Path folder = Path.of("figures");

  @Spec private CommandSpec spec = CommandSpec.create();

  All() {}

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(folder);
    int worst = 0;
    for (String[] each : ALL) {
      CommandLine bench = spec.parent().commandLine();
      String[] arguments = new String[each.length + 2];
      System.arraycopy(each, 0, arguments, 0, each.length);
      arguments[each.length] = "--json";
      arguments[each.length + 1] = folder.resolve(each[0] + ".json").toString();
      worst = Math.max(worst, bench.execute(arguments));
    }
    return worst;
  }
}
