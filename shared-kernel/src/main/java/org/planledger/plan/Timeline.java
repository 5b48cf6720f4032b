package org.planledger.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The decided order of the entries known at one step, with the draft after each. Immutable; the
 * timelines of successive steps share what they have in common, so adding at the end costs O(log
 * n), and an entry for an earlier day folds anew only what was decided after it.
 */
final class Timeline {
  private final Drafts drafts;
  private final TreePMap<DecidedOrder, Step> steps;

  private Timeline(Drafts drafts, TreePMap<DecidedOrder, Step> steps) {
    this.drafts = drafts;
    this.steps = steps;
  }

  /** Without entries. */
  static Timeline empty(Drafts drafts) {
    return new Timeline(drafts, TreePMap.empty());
  }

  Optional<Step> last() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.lastEntry().getValue());
  }

  Optional<Step> atOrBefore(DecidedOrder order) {
    return Optional.ofNullable(steps.floorEntry(order)).map(Map.Entry::getValue);
  }

  Optional<Step> before(DecidedOrder order) {
    return Optional.ofNullable(steps.lowerEntry(order)).map(Map.Entry::getValue);
  }

  List<Step> after(DecidedOrder order) {
    return List.copyOf(steps.tailMap(order, false).values());
  }

  List<Step> all() {
    return List.copyOf(steps.values());
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
    SortedMap<DecidedOrder, Step> tail = steps.tailMap(from, true);
    TreePMap<DecidedOrder, Step> kept = steps.minusAll(List.copyOf(tail.keySet()));
    List<Entry> again = new ArrayList<>();
    for (Step step : tail.values()) {
      if (old == null || step.entry().revision() != old.revision()) {
        again.add(step.entry());
      }
    }
    if (replacement != null) {
      again.add(replacement);
    }
    again.sort((a, b) -> a.order().compareTo(b.order()));
    Optional<Step> before = new Timeline(drafts, kept).last();
    Draft draft = before.map(Step::draft).orElse(Draft.NONE);
    int address = before.map(Step::address).orElse(Drafts.NOTHING);
    long revision = before.map(Step::revision).orElse(-1L);
    for (Entry entry : again) {
      Draft after = foldedAgain(draft, entry, replacement);
      address = drafts.add(address, draft, after, DraftFold.touched(draft, entry.event()));
      draft = after;
      revision = Math.max(revision, entry.revision());
      kept = kept.plus(entry.order(), new Step(entry, drafts, address, revision));
    }
    return new Timeline(drafts, kept);
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
