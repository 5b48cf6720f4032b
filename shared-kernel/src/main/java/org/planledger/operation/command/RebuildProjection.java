package org.planledger.operation.command;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.planledger.form.Prose;

/** Has a projection made anew from the log, beside the one that answers are read from. */
public record RebuildProjection(
    String projection, @Nullable @Prose String reason, @Nullable LocalDate on)
    implements OperationCommand {
  /** The lists, which all nodes have in common. */
  public static final String LISTS = "lists";

  /** The histories of plans, of which each node has its own. */
  public static final String TEXTS = "texts";
}
