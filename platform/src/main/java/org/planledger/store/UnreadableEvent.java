package org.planledger.store;

import java.util.Objects;
import org.axonframework.serialization.SerializationException;

/** An event of a stream that cannot be read, or that says what cannot be after those before it. */
public final class UnreadableEvent extends SerializationException {
  private static final long serialVersionUID = 1L;
  private final String stream;
  private final long sequence;

  /**
   * The event with a number in a stream.
   *
   * @param sequence from 0
   */
  public UnreadableEvent(String stream, long sequence, RuntimeException cause) {
    super(
        "Event %d of %s cannot be read: %s"
            .formatted(
                sequence, stream, Objects.requireNonNullElse(cause.getMessage(), cause.toString())),
        cause);
    this.stream = stream;
    this.sequence = sequence;
  }

  /** Whose event it is. */
  public String stream() {
    return stream;
  }

  /** Its number in the stream, from 0. */
  public long sequence() {
    return sequence;
  }
}
