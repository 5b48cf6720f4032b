package org.planledger.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes in memory, which can be filled. Only root can make one. */
final class SmallDisk implements AutoCloseable {
  private static final int BLOCK = 4_096;

  private final Path folder;

  /** At a folder, which is made. */
  SmallDisk(Path folder, int kilobytes) throws IOException {
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    Commandline.run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "size=%dk".formatted(kilobytes),
        "tmpfs",
        this.folder.toString());
  }

  /** Whether this process may make one. */
  static boolean isPossible() {
    return System.getProperty("user.name").equals("root");
  }

  /** Leaves no room at all. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      while (true) {
        out.write(new byte[BLOCK]);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("No space left")) {
        throw full;
      }
    }
  }

  /** Makes room again. */
  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void close() {
    Commandline.run("umount", "--lazy", folder.toString());
  }
}
