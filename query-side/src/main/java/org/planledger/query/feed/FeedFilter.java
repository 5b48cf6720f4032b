package org.planledger.query.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.planledger.feed.FeedType;
import org.planledger.problem.ProblemType;
import org.planledger.problem.Refused;

/**
 * What somebody wants to be told of.
 *
 * @param types none: of all kinds
 * @param plan its id, whose events are wanted; null: those of all
 */
public record FeedFilter(Set<FeedType> types, @Nullable String plan) {
  /** Everything. */
  static final FeedFilter ALL = new FeedFilter(Set.of(), null);

  public FeedFilter {
    types = Set.copyOf(types);
  }

  /**
   * Reads names of kinds.
   *
   * @throws Refused 400 where there is no such kind
   */
  public static FeedFilter of(Collection<String> names, @Nullable String plan) {
    List<FeedType> types = new ArrayList<>();
    for (String name : names) {
      types.add(
          FeedType.named(name)
              .orElseThrow(
                  () ->
                      new Refused(
                          ProblemType.MALFORMED_REQUEST,
                          "There is no type %s; the types are %s."
                              .formatted(
                                  name,
                                  Arrays.stream(FeedType.values())
                                      .map(FeedType::type)
                                      .collect(Collectors.joining(", "))))));
    }
    return new FeedFilter(Set.copyOf(types), plan);
  }

  /** The stored types of the events that are wanted. */
  List<String> events() {
    return FeedType.events(types.isEmpty() ? Arrays.asList(FeedType.values()) : types);
  }
}
