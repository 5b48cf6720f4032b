package org.planledger.plan;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.planledger.page.Column;

/**
 * The decided order of the entries known at one moment, with the draft after each. Immutable; the
 * timelines of successive moments share what they have in common.
 *
 * <p>Idea: the order is cut into stretches. An entry decided last is added at the end of the last
 * stretch, beyond what earlier timelines see of it; an entry for an earlier day begins a new
 * stretch there, in which what was decided after it is folded anew.
 *
 * <p>Cost: O(1) at the end; for an earlier day, the fold of what was decided after it; to find a
 * place, O(log n) looks of O(log stretches) each.
 */
final class Timeline {
  private final Drafts drafts;
  private final TreePMap<Integer, Stretch> stretches;
  private final int size;

  Timeline(Drafts drafts, TreePMap<Integer, Stretch> stretches, int size) {
    this.drafts = drafts;
    this.stretches = stretches;
    this.size = size;
  }

  /** Where its stretches begin, and these. */
  TreePMap<Integer, Stretch> stretches() {
    return stretches;
  }

  int size() {
    return size;
  }

  /** Without entries. */
  static Timeline empty(Drafts drafts) {
    return new Timeline(drafts, TreePMap.empty(), 0);
  }

  /**
   * Steps side by side: of each its entry, the draft after it, and the highest revision so far.
   *
   * @param from place in the order of the first
   */
  record Stretch(int from, Column steps) {}

  private Stretch stretch(int place) {
    return stretches.floorEntry(place).getValue();
  }

  private Step step(int place) {
    Stretch stretch = stretch(place);
    int row = place - stretch.from();
    return new Step(
        drafts, stretch.steps().get(row, 0), stretch.steps().get(row, 1), revision(place));
  }

  private long revision(int place) {
    Stretch stretch = stretch(place);
    return stretch.steps().get(place - stretch.from(), 2);
  }

  private DecidedOrder order(int place) {
    Stretch stretch = stretch(place);
    return drafts.entries().order(stretch.steps().get(place - stretch.from(), 0));
  }

  /** How many entries come before an order, or at it. */
  private int count(DecidedOrder order, boolean inclusive) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared = order(middle).compareTo(order);
      if (compared < 0 || (inclusive && compared == 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Optional<Step> before(int place) {
    return place == 0 ? Optional.empty() : Optional.of(step(place - 1));
  }

  Optional<Step> last() {
    return before(size);
  }

  Optional<Step> atOrBefore(DecidedOrder order) {
    return before(count(order, true));
  }

  Optional<Step> before(DecidedOrder order) {
    return before(count(order, false));
  }

  List<Step> after(DecidedOrder order) {
    List<Step> all = all();
    return all.subList(count(order, true), size);
  }

  /** All steps, each made when it is asked for. */
  List<Step> all() {
    return new AbstractList<>() {
      @Override
      public Step get(int place) {
        return step(place);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  /**
   * The timeline with an entry in its decided place.
   *
   * @param address of the entry
   * @throws RuleBroken when it is not possible there
   * @throws RuleBroken.Later when it would make a later-decided entry impossible
   */
  Timeline with(Entry entry, int address) {
    return replaced(null, new Placed(entry, address));
  }

  /** An entry and where it is packed. */
  record Placed(Entry entry, int address) {}

  /**
   * The timeline with an entry in place of another; null: none.
   *
   * @throws RuleBroken.Later when it would make a later-decided entry impossible
   */
  Timeline replaced(@Nullable Entry old, @Nullable Placed replacement) {
    Entry fresh = replacement == null ? null : replacement.entry();
    int kept = count(earlier(old, fresh), false);
    List<Placed> again = new ArrayList<>();
    for (Step step : all().subList(kept, size)) {
      Entry entry = step.entry();
      if (old == null || entry.revision() != old.revision()) {
        again.add(new Placed(entry, step.entryAddress()));
      }
    }
    if (replacement != null) {
      again.add(replacement);
    }
    again.sort((a, b) -> a.entry().order().compareTo(b.entry().order()));
    Optional<Step> before = before(kept);
    Draft draft = before.map(Step::draft).orElse(Draft.NONE);
    int address = before.map(Step::address).orElse(Drafts.NOTHING);
    long revision = before.map(Step::revision).orElse(-1L);
    Timeline timeline = cut(kept);
    for (Placed placed : again) {
      Entry entry = placed.entry();
      Draft after = foldedAgain(draft, entry, fresh);
      address =
          drafts.add(
              address, draft, after, placed.address(), DraftFold.touched(draft, entry.event()));
      draft = after;
      revision = Math.max(revision, entry.revision());
      timeline = timeline.and(placed.address(), address, revision);
    }
    return timeline;
  }

  /** The first entries only. */
  private Timeline cut(int to) {
    TreePMap<Integer, Stretch> kept = stretches;
    while (!kept.isEmpty() && kept.lastKey() >= to) {
      kept = kept.minus(kept.lastKey());
    }
    return new Timeline(drafts, kept, to);
  }

  private Timeline and(int entry, int address, long revision) {
    if (size > 0) {
      Stretch last = stretch(size - 1);
      if (last.steps().add(size - last.from(), entry, address, (int) revision)) {
        return new Timeline(drafts, stretches, size + 1);
      }
    }
    Stretch stretch = new Stretch(size, new Column(drafts.pages(), 3));
    stretch.steps().add(0, entry, address, (int) revision);
    return new Timeline(drafts, stretches.plus(size, stretch), size + 1);
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
