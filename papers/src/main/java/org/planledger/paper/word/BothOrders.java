package org.planledger.paper.word;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.DraftPaper;
import org.planledger.paper.RedlinePaper;
import org.planledger.paper.RedlinePaper.Item;
import org.planledger.paper.RedlinePaper.Reason;
import org.planledger.paper.RedlinePaper.Run;
import org.planledger.paper.RedlinePaper.Words;
import org.planledger.text.Redline.Op;

/**
 * The provisions of a redline in an order from which either draft is left: the later one in its
 * order with all changes accepted, the earlier one in its own with all of them rejected. What
 * stands at another level or in another order, as few as possible, is taken out where it stood and
 * brought where it stands.
 */
final class BothOrders {
  private BothOrders() {}

  /**
   * A provision, or one of the two places of one.
   *
   * @param earlier whether it is the place where it stood, while it stands at another
   */
  record Part(Item item, boolean earlier) {}

  static List<Part> of(RedlinePaper paper) {
    List<Item> later = paper.items().stream().filter(item -> item.after() != null).toList();
    Set<String> moved = moved(paper.from().items(), later);
    Map<String, Item> items = new HashMap<>();
    paper.items().forEach(item -> items.put(item.shown().id(), item));
    // By what it stood behind, of what stays; empty: at the beginning.
    Map<String, List<Part>> behind = new HashMap<>();
    String last = "";
    for (DraftPaper.Item before : paper.from().items()) {
      Item item = Objects.requireNonNull(items.get(before.id()), before::id);
      if (item.after() == null) {
        behind.computeIfAbsent(last, id -> new ArrayList<>()).add(new Part(item, false));
      } else if (moved.contains(before.id())) {
        behind.computeIfAbsent(last, id -> new ArrayList<>()).add(new Part(takenOut(item), true));
      } else {
        last = before.id();
      }
    }
    List<Part> parts = new ArrayList<>(behind.getOrDefault("", List.of()));
    for (Item item : later) {
      String id = item.shown().id();
      parts.add(new Part(moved.contains(id) ? brought(item) : item, false));
      parts.addAll(behind.getOrDefault(id, List.of()));
    }
    return parts;
  }

  private static Set<String> moved(List<DraftPaper.Item> earlier, List<Item> later) {
    Map<String, Integer> places = new HashMap<>();
    earlier.forEach(item -> places.put(item.id(), places.size()));
    Set<String> moved = Order.outOfOrder(ids(later.stream().filter(BothOrders::keptLevel)), places);
    moved.addAll(ids(later.stream().filter(item -> item.before() != null && !keptLevel(item))));
    return moved;
  }

  private static List<String> ids(Stream<Item> items) {
    return items.map(item -> item.shown().id()).toList();
  }

  private static boolean keptLevel(Item item) {
    DraftPaper.Item before = item.before();
    return before != null && before.level() == item.shown().level();
  }

  private static Item takenOut(Item item) {
    return new Item(
        item.before(),
        null,
        all(item.headings(), Op.DELETE, item),
        all(item.texts(), Op.DELETE, item),
        List.of());
  }

  private static Item brought(Item item) {
    return new Item(
        null,
        item.after(),
        all(item.headings(), Op.INSERT, item),
        all(item.texts(), Op.INSERT, item),
        item.labels());
  }

  /** What stays goes or comes with the provision, for the reason that it was moved for. */
  private static List<Words> all(List<Words> words, Op op, Item item) {
    Reason reason = reason(item);
    return words.stream()
        .map(
            each ->
                new Words(
                    each.lang(),
                    each.runs().stream()
                        .flatMap(
                            run ->
                                run.op() == op
                                    ? Stream.of(run)
                                    : run.op() == Op.EQUAL
                                        ? Stream.of(new Run(op, run.text(), reason))
                                        : Stream.empty())
                        .toList()))
        .toList();
  }

  private static @Nullable Reason reason(Item item) {
    return item.labels().stream()
        .map(RedlinePaper.Label::reason)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
