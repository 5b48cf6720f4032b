package org.planledger.bench.papers;

import java.io.IOException;
import java.nio.file.Path;

/** Writes one paper as a process of its own. */
final class WritePaper {
  private WritePaper() {}

  /** Takes the work, how many provisions, and the file. */
  public static void main(String[] arguments) throws IOException {
    Work.valueOf(arguments[0]).write(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
  }
}
