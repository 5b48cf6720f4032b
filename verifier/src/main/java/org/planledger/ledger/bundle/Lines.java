package org.planledger.ledger.bundle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.planledger.ledger.Malformed;

/** Lines of a file, each ended by a line feed. */
final class Lines {
  static final int MAX_LINE = 16 << 20;

  private Lines() {}

  /**
   * The next line without its end; null: the file has ended.
   *
   * @throws Malformed for a line that is too long, or not ended
   */
  static byte @Nullable [] next(InputStream in, String file) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next != '\n') {
      if (next < 0) {
        throw new Malformed("the last line of %s is not ended".formatted(file));
      }
      if (line.size() == MAX_LINE) {
        throw new Malformed("a line of %s has more than %d bytes".formatted(file, MAX_LINE));
      }
      line.write(next);
      next = in.read();
    }
    return line.toByteArray();
  }
}
