package org.planledger.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Option;

/** The folder that keeps the record, and the port of the server that works on it. */
final class Store {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "folder of the record (default: ${DEFAULT-VALUE})")
  Path data = Path.of("data");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "port of the server on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0: any)")
  int port = 8080;

  /** Whether a process works on the folder: one may at a time. */
  boolean isInUse() throws IOException {
    return isInUse(data);
  }

  /** Whether a process works on a folder. */
  static boolean isInUse(Path folder) throws IOException {
    Path file = folder.resolve("planledger.mv.db");
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException thisProcess) {
      return true;
    }
  }
}
