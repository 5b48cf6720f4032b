package org.planledger.standalone;

import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanInitializationException;

/** Something outside keeps a command from being done; the message says what to do. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Failure(String sentence) {
    super(sentence);
  }

  Failure(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  /** What to tell about any exception that ended a command. */
  static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Failure
          || cause instanceof BindException
          || cause instanceof BeanInitializationException) {
        return String.valueOf(cause.getMessage());
      }
    }
    String name = failure instanceof IOException ? "" : failure.getClass().getSimpleName() + ": ";
    return name + failure.getMessage();
  }
}
