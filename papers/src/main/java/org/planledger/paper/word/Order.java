package org.planledger.paper.word;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tree that lines make, each deep below the last that is less deep.
 *
 * <p>What stands elsewhere is found parent by parent: whatever has another parent, and of those
 * that kept theirs as few as possible, so that the others are in their old order (a longest
 * ascending subsequence). What moves with its parent has not moved.
 */
final class Order {
  private static final String TOP = "";

  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, String> after = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();

  /** A line of a provision. */
  record Line(String id, int level) {}

  Order(List<Line> lines) {
    Deque<Line> above = new ArrayDeque<>();
    for (Line line : lines) {
      while (!above.isEmpty() && above.getFirst().level() >= line.level()) {
        above.pop();
      }
      String parent = above.isEmpty() ? TOP : above.getFirst().id();
      List<String> siblings = children.computeIfAbsent(parent, id -> new ArrayList<>());
      parents.put(line.id(), parent);
      after.put(line.id(), siblings.isEmpty() ? "" : siblings.getLast());
      siblings.add(line.id());
      above.push(line);
    }
  }

  /** Null: the top level. */
  @Nullable String parent(String id) {
    String parent = parents.getOrDefault(id, TOP);
    return parent.equals(TOP) ? null : parent;
  }

  /** The sibling before one; empty: it is the first. */
  String after(String id) {
    return after.getOrDefault(id, "");
  }

  /** Those of an earlier order that stand elsewhere in this one. */
  Set<String> moved(Order earlier) {
    Set<String> moved = new HashSet<>();
    for (Map.Entry<String, List<String>> siblings : children.entrySet()) {
      List<String> before = earlier.children.getOrDefault(siblings.getKey(), List.of());
      Map<String, Integer> places = new HashMap<>();
      before.forEach(id -> places.put(id, places.size()));
      List<String> stayed = new ArrayList<>();
      for (String id : siblings.getValue()) {
        if (places.containsKey(id)) {
          stayed.add(id);
        } else if (earlier.parents.containsKey(id)) {
          moved.add(id);
        }
      }
      moved.addAll(outOfOrder(stayed, places));
    }
    return moved;
  }

  /** The fewest without which the others stand by their places, each of which has one. */
  static Set<String> outOfOrder(List<String> ids, Map<String, Integer> places) {
    int[] ends = new int[ids.size()];
    int[] previous = new int[ids.size()];
    int length = 0;
    for (int i = 0; i < ids.size(); i++) {
      int place = places.getOrDefault(ids.get(i), 0);
      int low = 0;
      int high = length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (places.getOrDefault(ids.get(ends[middle]), 0) < place) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      previous[i] = low == 0 ? -1 : ends[low - 1];
      ends[low] = i;
      length = Math.max(length, low + 1);
    }
    boolean[] kept = new boolean[ids.size()];
    for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = previous[i]) {
      kept[i] = true;
    }
    Set<String> out = new HashSet<>();
    for (int i = 0; i < kept.length; i++) {
      if (!kept[i]) {
        out.add(ids.get(i));
      }
    }
    return out;
  }
}
