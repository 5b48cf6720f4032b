package org.planledger.operation.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Prose;

/** Has a projection made anew from the log. */
public record RebuildProjection(
    String projection, @Nullable @Prose String reason, @Nullable LocalDate on)
    implements OperationCommand {
  /** The one that can be. */
  public static final String LISTS = "lists";
}
