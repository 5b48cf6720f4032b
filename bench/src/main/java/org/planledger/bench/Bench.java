package org.planledger.bench;

import org.planledger.bench.commands.Throughput;
import org.planledger.bench.http.OverHttp;
import org.planledger.bench.ledger.LedgerCost;
import org.planledger.bench.papers.PapersCost;
import org.planledger.bench.texts.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks. */
@Command(
    name = "planledger bench",
    mixinStandardHelpOptions = true,
    description = "Measures what it costs. Results are a table and a line of JSON.",
    subcommands = {
      All.class,
      CommandLatency.class,
      Sizes.class,
      Texts.class,
      OverHttp.class,
      Throughput.class,
      LedgerCost.class,
      PapersCost.class
    })
final class Bench {
  private Bench() {}

  /** Runs one benchmark. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }
}
