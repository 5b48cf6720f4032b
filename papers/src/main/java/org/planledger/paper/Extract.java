package org.planledger.paper;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Status;

/**
 * What is left of a paper when only some provisions are asked for: those, and what they stand
 * below.
 *
 * @param changed whether it is only what changed
 * @param statuses what texts count for; empty: whatever that is
 * @param asked ids of what was asked for and is there
 * @param context ids of what is shown only to say where others stand
 * @param of number of provisions of the whole
 */
public record Extract(
    boolean changed, List<Status> statuses, Set<String> asked, Set<String> context, int of) {
  /** What stands with a provision that is context, in place of its text. */
  public static final String CONTEXT = "Context: not part of this extract; its text is left out";

  /**
   * Takes what is asked for.
   *
   * @param all ids of provisions, in document order
   * @param parents what a provision stands below; null: it is at the top
   */
  public static Extract of(
      boolean changed,
      List<Status> statuses,
      Collection<String> all,
      Predicate<String> wanted,
      Function<String, @Nullable String> parents) {
    Set<String> asked =
        all.stream().filter(wanted).collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> context = new LinkedHashSet<>();
    for (String id : asked) {
      String above = parents.apply(id);
      while (above != null && (asked.contains(above) || context.add(above))) {
        above = parents.apply(above);
      }
    }
    return new Extract(
        changed,
        List.copyOf(statuses),
        Collections.unmodifiableSet(asked),
        Collections.unmodifiableSet(context),
        all.size());
  }

  /** Whether a provision is shown at all. */
  public boolean shows(String id) {
    return asked.contains(id) || context.contains(id);
  }

  /** What a reader must not miss. */
  public String sentence() {
    return "This is an extract, not the whole: %d of %d provisions, only what %s."
        .formatted(asked.size(), of, said());
  }

  private String said() {
    List<String> said = new ArrayList<>();
    if (changed) {
      said.add("changed");
    }
    if (!statuses.isEmpty()) {
      said.add(
          "counts as "
              + statuses.stream()
                  .map(status -> status.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                  .collect(Collectors.joining(" or ")));
    }
    return String.join(" and ", said);
  }
}
