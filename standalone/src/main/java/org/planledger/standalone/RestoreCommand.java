package org.planledger.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.planledger.carry.Backup;
import org.planledger.carry.Carrying;
import org.planledger.carry.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills an empty store from a backup. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = "Fills an empty store from a backup, and compares it with that and its ledger.",
    footer = {
      "",
      "A restore that was cut off is run again. Lists and drafts make themselves anew at the next"
          + " start.",
      "",
      "Exit codes: 0 restored, 1 restored and the log is not what was signed, 2 not restored."
    })
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the backup")
  private Path file = Path.of("");

  @Option(
      names = "--new-ledger",
      description =
          "leaves the ledger empty, so that one of another name begins over these events: where"
              + " more was signed than the newest backup holds")
  private boolean newLedger;

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  RestoreCommand() {}

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.of(store.data);
    refuseIfInUse(settings);
    long begun = System.nanoTime();
    Carrying.Outcome outcome;
    try (Backup backup = Backup.open(file)) {
      Files.createDirectories(store.data);
      try (Database database = settings.open();
          Bar bar = new Bar("restoring")) {
        outcome = Carrying.restore(backup, database, newLedger, bar);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    int exit = Told.of(outcome, "Restored", System.nanoTime() - begun, out);
    out.println("Names that were erased after that have to be erased again.");
    return exit;
  }

  private void refuseIfInUse(Settings settings) throws IOException {
    if (Database.isEmbedded(settings.url()) && store.isInUse()) {
      throw new Failure(
          "Another process works on %s; stop it, or name another folder with --data."
              .formatted(store.data));
    }
  }
}
