package org.planledger.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.planledger.carry.Backup;
import org.planledger.carry.Database;
import org.planledger.carry.Point;
import org.planledger.carry.Snapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Backs the record up. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = "Writes the record into one file, also while a server works on it.",
    footer = {
      "",
      "The file is there once it is whole and was read again. The private keys of the ledger are"
          + " not in it."
    })
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "where to write it; there is none yet")
  private Path file = Path.of("");

  @Mixin private Store store = new Store();
  @Spec private CommandSpec spec = CommandSpec.create();

  BackupCommand() {}

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.of(store.data);
    long begun = System.nanoTime();
    try (Backup backup = written(settings)) {
      Point point = backup.point();
      spec.commandLine()
          .getOut()
          .printf(
              "%s holds %s, in %.1f s.%n", file, Told.of(point), (System.nanoTime() - begun) / 1e9);
    }
    return 0;
  }

  private Backup written(Settings settings) throws IOException {
    if (Database.isEmbedded(settings.url()) && store.isInUse()) {
      try (Bar bar = new Bar("backing up")) {
        return Backup.write(
            file,
            out ->
                new Client("http://127.0.0.1:" + store.port)
                    .backup(store.data.toRealPath(), bar.counting(out)));
      }
    }
    if (!Database.exists(settings.url())) {
      throw new Failure("There is no record in " + store.data);
    }
    try (Database database = settings.open();
        Snapshot snapshot = Snapshot.of(database);
        Bar bar = new Bar("backing up")) {
      return Backup.write(file, out -> Backup.write(snapshot, out, bar));
    }
  }
}
