package org.planledger.store;

import java.util.Optional;
import org.axonframework.serialization.SerializationException;

/** What the store holds is of a type that this version does not know. */
public final class UnknownType extends SerializationException {
  /** What is told to whoever sent a request. */
  public static final String SENTENCE =
      "The record holds what this node is too old to read. Send the request again; another node may"
          + " take it. Tell the operator that this one has to be upgraded.";

  private static final long serialVersionUID = 1L;

  UnknownType(String alias) {
    super("The store names a type that this version does not know: " + alias);
  }

  /** Whether that is why something failed. */
  public static Optional<UnknownType> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownType unknown) {
        return Optional.of(unknown);
      }
    }
    return Optional.empty();
  }
}
