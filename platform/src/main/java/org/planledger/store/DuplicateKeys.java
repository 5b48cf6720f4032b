package org.planledger.store;

import java.sql.SQLException;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a broken unique constraint by its SQL state, the same on H2 and PostgreSQL.
 *
 * <p>The framework's resolver needs the persistence API on the class path, even for plain JDBC.
 */
final class DuplicateKeys implements PersistenceExceptionResolver {

  private static final String UNIQUE_VIOLATION = "23505";

  @Override
  public boolean isDuplicateKeyViolation(Exception exception) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error && anyInBatch(error)) {
        return true;
      }
    }
    return false;
  }

  private static boolean anyInBatch(SQLException first) {
    for (@Nullable SQLException error = first; error != null; error = error.getNextException()) {
      if (UNIQUE_VIOLATION.equals(error.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
