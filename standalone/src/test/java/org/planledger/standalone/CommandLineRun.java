package org.planledger.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * A command that was typed.
 *
 * @param said on both outputs
 */
public record CommandLineRun(int exit, String said) {

  /** Types a command. */
  public static CommandLineRun of(String... line) {
    StringWriter both = new StringWriter();
    PrintWriter writer = new PrintWriter(both, true);
    CommandLine command = Planledger.commandLine().setOut(writer).setErr(writer);
    return new CommandLineRun(command.execute(line), both.toString());
  }

  /** The same with settings, as a process would be given them; only those of the database count. */
  public static CommandLineRun with(Map<String, String> settings, String... line) {
    List<String> database =
        settings.keySet().stream().filter(name -> name.startsWith("spring.datasource")).toList();
    database.forEach(name -> System.setProperty(name, settings.get(name)));
    try {
      return of(line);
    } finally {
      database.forEach(System::clearProperty);
    }
  }
}
