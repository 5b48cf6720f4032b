package org.planledger.command.decision;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;
import org.planledger.log.Event;

/**
 * What an aggregate answers to a command.
 *
 * @param event of the revision; null where it is read in the log: it was recorded before, or by
 *     another node
 */
public record Decided(@JsonValue Committed committed, @Nullable Event event) {

  /** As another node answers: whoever asks reads the event in the log. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Decided elsewhere(Committed committed) {
    return new Decided(committed, null);
  }
}
