package org.planledger.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The decided order of the entries known at one moment, with the draft after each. Immutable; the
 * timelines of successive moments share what they have in common, so adding at the end costs O(log
 * n), and an entry for an earlier day folds anew only what was decided after it.
 */
final class Timeline {
  /** The draft after an entry; {@code revision} is the highest of those before and at it. */
  record Moment(Entry entry, Draft draft, long revision) {}

  static final Timeline EMPTY = new Timeline(TreePMap.empty());

  private final TreePMap<DecidedOrder, Moment> moments;

  private Timeline(TreePMap<DecidedOrder, Moment> moments) {
    this.moments = moments;
  }

  Optional<Moment> last() {
    return moments.isEmpty() ? Optional.empty() : Optional.of(moments.lastEntry().getValue());
  }

  Optional<Moment> atOrBefore(DecidedOrder order) {
    return Optional.ofNullable(moments.floorEntry(order)).map(Map.Entry::getValue);
  }

  Optional<Moment> before(DecidedOrder order) {
    return Optional.ofNullable(moments.lowerEntry(order)).map(Map.Entry::getValue);
  }

  List<Moment> after(DecidedOrder order) {
    return List.copyOf(moments.tailMap(order, false).values());
  }

  List<Moment> all() {
    return List.copyOf(moments.values());
  }

  /**
   * The timeline with an entry in its decided place.
   *
   * @throws RuleBroken when it is not possible there
   * @throws RuleBroken.Later when it would make a later-decided entry impossible
   */
  Timeline with(Entry entry) {
    return replaced(null, entry);
  }

  /**
   * The timeline with an entry in place of another; null: none.
   *
   * @throws RuleBroken.Later when it would make a later-decided entry impossible
   */
  Timeline replaced(@Nullable Entry old, @Nullable Entry replacement) {
    DecidedOrder from = earlier(old, replacement);
    SortedMap<DecidedOrder, Moment> tail = moments.tailMap(from, true);
    TreePMap<DecidedOrder, Moment> kept = moments.minusAll(List.copyOf(tail.keySet()));
    List<Entry> again = new ArrayList<>();
    for (Moment moment : tail.values()) {
      if (old == null || moment.entry().revision() != old.revision()) {
        again.add(moment.entry());
      }
    }
    if (replacement != null) {
      again.add(replacement);
    }
    again.sort((a, b) -> a.order().compareTo(b.order()));
    Optional<Moment> before = new Timeline(kept).last();
    Draft draft = before.map(Moment::draft).orElse(Draft.NONE);
    long revision = before.map(Moment::revision).orElse(-1L);
    for (Entry entry : again) {
      draft = foldedAgain(draft, entry, replacement);
      revision = Math.max(revision, entry.revision());
      kept = kept.plus(entry.order(), new Moment(entry, draft, revision));
    }
    return new Timeline(kept);
  }

  private static Draft foldedAgain(Draft draft, Entry entry, @Nullable Entry fresh) {
    try {
      return DraftFold.after(draft, entry);
    } catch (RuleBroken broken) {
      if (fresh != null && entry.revision() == fresh.revision()) {
        throw broken;
      }
      throw new RuleBroken.Later(entry, broken);
    }
  }

  private static DecidedOrder earlier(@Nullable Entry one, @Nullable Entry other) {
    if (one == null || other == null) {
      Entry either = one == null ? other : one;
      if (either == null) {
        throw new IllegalArgumentException("Neither entry was given");
      }
      return either.order();
    }
    return one.order().compareTo(other.order()) <= 0 ? one.order() : other.order();
  }
}
