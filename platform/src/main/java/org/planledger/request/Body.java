package org.planledger.request;

import java.io.IOException;
import java.io.InputStream;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/** Reads what was sent, within a limit. */
public final class Body {
  /** Bytes of a command. */
  public static final int LIMIT = 1 << 20;

  private Body() {}

  /**
   * The whole of a body.
   *
   * @throws Refused 413 when it is longer than {@link #LIMIT}
   */
  public static byte[] read(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      throw tooLarge("The body");
    }
    return bytes;
  }

  /** What is answered when something is longer than {@link #LIMIT}. */
  public static Refused tooLarge(String what) {
    return new Refused(
        ProblemType.TOO_LARGE,
        what + " is longer than 1 MiB (1,048,576 bytes); send it in smaller parts.");
  }
}
