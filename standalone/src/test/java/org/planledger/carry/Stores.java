package org.planledger.carry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Addresses of stores. */
final class Stores {
  private Stores() {}

  /** Of a file in a folder, which is made. */
  static String file(Path folder) throws IOException {
    return "jdbc:h2:durable:%s/planledger;WRITE_DELAY=500;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE"
        .formatted(Files.createDirectories(folder).toAbsolutePath());
  }
}
