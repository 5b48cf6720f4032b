package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Status;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * Which provisions of a paper are asked for.
 *
 * @param changed whether only those that changed
 * @param statuses what their text has to count for, in order of authority; empty: anything
 */
public record Filter(boolean changed, List<Status> statuses) {
  /** All of them. */
  public static final Filter NONE = new Filter(false, List.of());

  /**
   * As a request has it.
   *
   * @param changed {@code true}; null or {@code false}: also what stayed
   * @param status words for a status, parted by commas; null: any
   */
  public static Filter of(@Nullable String changed, @Nullable String status) {
    if (changed != null && !changed.equals("true") && !changed.equals("false")) {
      throw new Refused(
          ProblemType.MALFORMED_REQUEST,
          "changed is \"%s\"; give changed=true for what changed alone, or leave it out for all."
              .formatted(changed));
    }
    return new Filter("true".equals(changed), status == null ? List.of() : statuses(status));
  }

  private static List<Status> statuses(String status) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String word : status.split(",", -1)) {
      statuses.add(
          Arrays.stream(Status.values())
              .filter(each -> each.name().equals(word.strip().toUpperCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(() -> unknown(status)));
    }
    return List.copyOf(statuses);
  }

  private static Refused unknown(String status) {
    return new Refused(
        ProblemType.MALFORMED_REQUEST,
        "status is \"%s\"; give one or more of %s, parted by commas, or leave it out for all."
            .formatted(
                status,
                Arrays.stream(Status.values())
                    .map(Status::name)
                    .collect(Collectors.joining(", "))));
  }

  /** As it is asked for again; null: it is not. */
  public @Nullable String changedAsked() {
    return changed ? "true" : null;
  }

  /** As it is asked for again; null: it is not. */
  public @Nullable String statusAsked() {
    return statuses.isEmpty()
        ? null
        : statuses.stream().map(Status::name).collect(Collectors.joining(","));
  }

  /** What a file is called by that holds this part; null: it holds all. */
  public @Nullable String name() {
    List<String> parts = new ArrayList<>();
    if (changed) {
      parts.add("changed");
    }
    statuses.forEach(status -> parts.add(status.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    return parts.isEmpty() ? null : "only-" + String.join("-", parts);
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** Whether a text that counts for this is asked for. */
  boolean has(Status effective) {
    return statuses.isEmpty() || statuses.contains(effective);
  }
}
