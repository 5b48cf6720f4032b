package org.planledger.plan;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

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

  private Timeline(Drafts drafts, TreePMap<Integer, Stretch> stretches, int size) {
    this.drafts = drafts;
    this.stretches = stretches;
    this.size = size;
  }

  /** Without entries. */
  static Timeline empty(Drafts drafts) {
    return new Timeline(drafts, TreePMap.empty(), 0);
  }

  /** Steps side by side, from a place in the order on. It only ever grows. */
  private static final class Stretch {
    private final int from;
    private int count;
    private Entry[] entries = new Entry[1];
    private int[] addresses = new int[1];
    private long[] revisions = new long[1];

    Stretch(int from) {
      this.from = from;
    }

    /** Adds a step, unless there is one at its place already. */
    synchronized boolean add(int place, Entry entry, int address, long revision) {
      if (place != from + count) {
        return false;
      }
      if (count == entries.length) {
        int more = count + Math.max(1, count / 2);
        entries = Arrays.copyOf(entries, more);
        addresses = Arrays.copyOf(addresses, more);
        revisions = Arrays.copyOf(revisions, more);
      }
      entries[count] = entry;
      addresses[count] = address;
      revisions[count] = revision;
      count++;
      return true;
    }

    synchronized Step step(int place, Drafts drafts) {
      int i = place - from;
      return new Step(entries[i], drafts, addresses[i], revisions[i]);
    }

    synchronized Entry entry(int place) {
      return entries[place - from];
    }
  }

  private Stretch stretch(int place) {
    return stretches.floorEntry(place).getValue();
  }

  private Step step(int place) {
    return stretch(place).step(place, drafts);
  }

  /** How many entries come before an order, or at it. */
  private int count(DecidedOrder order, boolean inclusive) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared = stretch(middle).entry(middle).order().compareTo(order);
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
    int kept = count(earlier(old, replacement), false);
    List<Entry> again = new ArrayList<>();
    for (Step step : all().subList(kept, size)) {
      if (old == null || step.entry().revision() != old.revision()) {
        again.add(step.entry());
      }
    }
    if (replacement != null) {
      again.add(replacement);
    }
    again.sort((a, b) -> a.order().compareTo(b.order()));
    Optional<Step> before = before(kept);
    Draft draft = before.map(Step::draft).orElse(Draft.NONE);
    int address = before.map(Step::address).orElse(Drafts.NOTHING);
    long revision = before.map(Step::revision).orElse(-1L);
    Timeline timeline = cut(kept);
    for (Entry entry : again) {
      Draft after = foldedAgain(draft, entry, replacement);
      address = drafts.add(address, draft, after, DraftFold.touched(draft, entry.event()));
      draft = after;
      revision = Math.max(revision, entry.revision());
      timeline = timeline.and(entry, address, revision);
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

  private Timeline and(Entry entry, int address, long revision) {
    if (size > 0 && stretch(size - 1).add(size, entry, address, revision)) {
      return new Timeline(drafts, stretches, size + 1);
    }
    Stretch stretch = new Stretch(size);
    stretch.add(size, entry, address, revision);
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
