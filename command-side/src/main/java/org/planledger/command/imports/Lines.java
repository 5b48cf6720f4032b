package org.planledger.command.imports;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.planledger.request.Body;

/** The lines of a stream that are not blank, each within the limit of a command. */
final class Lines {
  private final InputStream in;
  private long number;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** Number of the line that was read last, from 1, blank lines counted. */
  long number() {
    return number;
  }

  /**
   * The next line that is not blank, without its end; empty at the end of the stream.
   *
   * @throws org.planledger.problem.Refused 413 when it is too long
   */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean blank = true;
    number++;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (octet == '\n') {
        if (!blank) {
          return Optional.of(line.toByteArray());
        }
        line.reset();
        number++;
      } else {
        blank &= octet == ' ' || octet == '\t' || octet == '\r';
        line.write(octet);
        if (line.size() > Body.LIMIT) {
          throw Body.tooLarge("The line");
        }
      }
    }
    return blank ? Optional.empty() : Optional.of(line.toByteArray());
  }
}
