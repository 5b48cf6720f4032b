package org.planledger.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "planledger",
    description = "Keeps the drafts of a negotiated plan and proves who agreed what.",
    mixinStandardHelpOptions = true,
    version = "Planledger 0.1.0",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ImportCommand.class,
      ExampleCommand.class,
      RebuildCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      MoveCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nFor a start:%n",
    footer = {
      "  planledger demo          a real meeting, from its first paper to its report",
      "  planledger serve         a server on 127.0.0.1:8080",
      "  planledger import FILE   commands, one a line, into the record",
      "",
      "The record is kept in the folder that --data names (default: data)."
    })
final class Planledger {
  Planledger() {}

  /**
   * Runs one command.
   *
   * <p>Exit codes: 0 done, 1 refused, 2 could not read, reach or start; picocli's 2 for a command
   * line that is not understood.
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Planledger())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println("planledger: " + Failure.sentence(failure));
              return 2;
            });
  }
}
