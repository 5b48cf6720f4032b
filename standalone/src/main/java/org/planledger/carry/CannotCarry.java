package org.planledger.carry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A log cannot be carried; the message says why and what to do. */
public final class CannotCarry extends IOException {
  private static final long serialVersionUID = 1L;

  CannotCarry(String sentence) {
    super(sentence);
  }

  CannotCarry(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
