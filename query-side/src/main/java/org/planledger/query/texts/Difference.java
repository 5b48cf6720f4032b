package org.planledger.query.texts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.planledger.paper.Extract;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Provision;
import org.planledger.plan.Standing;
import org.planledger.plan.Status;
import org.planledger.text.Redline;
import org.planledger.text.Redline.Op;
import org.planledger.text.Redline.Run;

/** What changed between two drafts: first the tree, then the words. */
final class Difference {
  private final Cut from;
  private final Cut to;
  private final Languages asked;
  private final Map<String, String> numbersBefore;
  private final Map<String, String> numbersAfter;
  private final List<Change> changes = new ArrayList<>();

  private Difference(Cut from, Cut to, Languages asked) {
    this.from = from;
    this.to = to;
    this.asked = asked;
    this.numbersBefore = Numbers.of(from.draft());
    this.numbersAfter = Numbers.of(to.draft());
  }

  /**
   * One change of a provision.
   *
   * @param change {@code added}, {@code removed}, {@code moved}, {@code edited} or {@code status}
   * @param lang of the runs; absent where no text is concerned
   * @param field {@code heading} when the runs are those of the heading
   * @param runs equal and deleted ones joined give the text before, equal and inserted ones the
   *     text after, exactly
   * @param from place or status before
   * @param to place or status after
   */
  record Change(
      String id,
      String kind,
      String change,
      @Nullable String lang,
      @Nullable String field,
      List<Run> runs,
      @Nullable Object from,
      @Nullable Object to) {}

  /** Where a provision stands. */
  record Place(@Nullable String parent, String number) {}

  /** What a status was, of the text or of the structure. */
  record Decided(Status status, Status effectiveStatus) {}

  /** One of the two ends. */
  record End(String point, long revision, String asOf) {
    static End of(Cut cut) {
      return new End(cut.point().toString(), cut.revision(), cut.asOf());
    }
  }

  /**
   * All changes, in document order; what was removed stands where it was.
   *
   * @param extract of which provisions; absent: of all
   * @param context what they stand below, of which no change is told; absent: it is no extract
   */
  record View(
      String plan,
      String from,
      String to,
      End fromDraft,
      End toDraft,
      @Nullable ExtractView extract,
      @Nullable List<Above> context,
      List<Change> changes) {}

  /** What others stand below, as it stands later, or stood before it was removed. */
  record Above(
      String id, String kind, @Nullable String parent, String number, @Nullable Object heading) {}

  static View between(Cut from, Cut to, Languages asked) {
    Difference difference = new Difference(from, to, asked);
    difference.compare();
    return new View(
        from.planId(),
        from.point().toString(),
        to.point().toString(),
        End.of(from),
        End.of(to),
        null,
        null,
        difference.changes);
  }

  /** A part of what changed between two. */
  static View only(Extract part, View whole, Cut from, Cut to, Languages asked) {
    Difference difference = new Difference(from, to, asked);
    return new View(
        whole.plan(),
        whole.from(),
        whole.to(),
        whole.fromDraft(),
        whole.toDraft(),
        ExtractView.of(part),
        difference.inDocumentOrder().stream()
            .filter(part.context()::contains)
            .map(difference::above)
            .toList(),
        whole.changes().stream().filter(change -> part.asked().contains(change.id())).toList());
  }

  private Above above(String id) {
    Provision provision = to.draft().find(id).orElseGet(() -> from.draft().provision(id));
    return new Above(
        id,
        provision.kind(),
        provision.parent(),
        numbersAfter.getOrDefault(id, numbersBefore.getOrDefault(id, "")),
        asked.of(provision.heading()));
  }

  private void compare() {
    Set<String> moved = moved();
    for (String id : inDocumentOrder()) {
      Provision before = from.draft().find(id).orElse(null);
      Provision after = to.draft().find(id).orElse(null);
      if (before == null) {
        whole("added", Objects.requireNonNull(after), Op.INSERT);
      } else if (after == null) {
        whole("removed", before, Op.DELETE);
      } else {
        compare(before, after, moved.contains(id));
      }
    }
  }

  private List<String> inDocumentOrder() {
    return inDocumentOrder(numbersBefore.keySet(), numbersAfter.keySet());
  }

  /** The later order, with what was removed behind what it followed. */
  static List<String> inDocumentOrder(Set<String> before, Set<String> after) {
    // By what it followed of what stays; empty: it stood at the beginning.
    Map<String, List<String>> removed = new HashMap<>();
    String last = "";
    for (String id : before) {
      if (after.contains(id)) {
        last = id;
      } else {
        removed.computeIfAbsent(last, any -> new ArrayList<>()).add(id);
      }
    }
    List<String> order = new ArrayList<>(removed.getOrDefault("", List.of()));
    for (String id : after) {
      order.add(id);
      order.addAll(removed.getOrDefault(id, List.of()));
    }
    return order;
  }

  private void whole(String change, Provision provision, Op op) {
    Place place =
        new Place(
            provision.parent(),
            String.valueOf((op == Op.INSERT ? numbersAfter : numbersBefore).get(provision.id())));
    Cut end = op == Op.INSERT ? to : from;
    Object before = op == Op.DELETE ? place : null;
    Object after = op == Op.INSERT ? place : null;
    boolean told = false;
    for (String language : languages(provision, provision)) {
      String text = DraftFold.passage(end.draft(), provision.id(), language).text();
      List<Run> runs = text.isEmpty() ? List.of() : List.of(new Run(op, text));
      changes.add(
          new Change(
              provision.id(), provision.kind(), change, language, null, runs, before, after));
      told = true;
    }
    if (!told) {
      changes.add(
          new Change(
              provision.id(), provision.kind(), change, null, null, List.of(), before, after));
    }
  }

  private void compare(Provision before, Provision after, boolean moved) {
    String id = after.id();
    String kind = after.kind();
    if (moved) {
      changes.add(
          new Change(
              id,
              kind,
              "moved",
              null,
              null,
              List.of(),
              new Place(before.parent(), String.valueOf(numbersBefore.get(id))),
              new Place(after.parent(), String.valueOf(numbersAfter.get(id)))));
    }
    for (String language : headings(before, after)) {
      String was = before.heading().getOrDefault(language, "");
      String is = after.heading().getOrDefault(language, "");
      if (!was.equals(is)) {
        changes.add(
            new Change(id, kind, "edited", language, "heading", replaced(was, is), null, null));
      }
    }
    for (String language : languages(before, after)) {
      List<Run> runs =
          Redline.between(
              DraftFold.passage(from.draft(), id, language),
              DraftFold.passage(to.draft(), id, language));
      if (runs.stream().anyMatch(run -> run.op() != Op.EQUAL)) {
        changes.add(new Change(id, kind, "edited", language, null, runs, null, null));
      }
    }
    status(after, null, before.text(), after.text());
    status(after, "structure", before.structure(), after.structure());
  }

  private void status(
      Provision provision, @Nullable String field, Standing before, Standing after) {
    Decided was = new Decided(before.status(), from.effective(before));
    Decided is = new Decided(after.status(), to.effective(after));
    if (!was.equals(is)) {
      changes.add(
          new Change(provision.id(), provision.kind(), "status", null, field, List.of(), was, is));
    }
  }

  /** A text that is replaced whole, if at all. */
  static List<Run> replaced(String was, String is) {
    List<Run> runs = new ArrayList<>();
    if (was.equals(is)) {
      return was.isEmpty() ? List.of() : List.of(new Run(Op.EQUAL, was));
    }
    if (!was.isEmpty()) {
      runs.add(new Run(Op.DELETE, was));
    }
    if (!is.isEmpty()) {
      runs.add(new Run(Op.INSERT, is));
    }
    return runs;
  }

  private Set<String> languages(Provision before, Provision after) {
    Set<String> all = new TreeSet<>(before.texts().keySet());
    all.addAll(after.texts().keySet());
    return asked(all);
  }

  private Set<String> headings(Provision before, Provision after) {
    Set<String> all = new TreeSet<>(before.heading().keySet());
    all.addAll(after.heading().keySet());
    return asked(all);
  }

  private Set<String> asked(Set<String> all) {
    all.removeIf(language -> !asked.has(language));
    return all;
  }

  /**
   * Provisions with another parent, and of those that stayed the fewest whose moving explains the
   * new order of their siblings.
   */
  private Set<String> moved() {
    Set<String> moved = new HashSet<>();
    for (Provision after : to.draft().provisions().values()) {
      from.draft()
          .find(after.id())
          .filter(before -> !Objects.equals(before.parent(), after.parent()))
          .ifPresent(before -> moved.add(after.id()));
    }
    Set<String> parents = new LinkedHashSet<>(numbersAfter.keySet());
    parents.add(Draft.TOP);
    for (String parent : parents) {
      moved.addAll(reordered(from.draft().childrenOf(parent), to.draft().childrenOf(parent)));
    }
    return moved;
  }

  private static Set<String> reordered(List<String> before, List<String> after) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < before.size(); i++) {
      places.put(before.get(i), i);
    }
    List<String> common = after.stream().filter(places::containsKey).toList();
    Set<String> out = new HashSet<>(common);
    out.removeAll(longestAscending(common, places));
    return out;
  }

  /** The longest subsequence whose places ascend (patience sorting, O(n log n)). */
  private static List<String> longestAscending(List<String> ids, Map<String, Integer> places) {
    List<Integer> tails = new ArrayList<>();
    int[] previous = new int[ids.size()];
    for (int i = 0; i < ids.size(); i++) {
      int place = places.getOrDefault(ids.get(i), -1);
      int low = 0;
      int high = tails.size();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (places.getOrDefault(ids.get(tails.get(middle)), -1) < place) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      previous[i] = low == 0 ? -1 : tails.get(low - 1);
      if (low == tails.size()) {
        tails.add(i);
      } else {
        tails.set(low, i);
      }
    }
    List<String> longest = new ArrayList<>();
    for (int i = tails.isEmpty() ? -1 : tails.getLast(); i >= 0; i = previous[i]) {
      longest.add(ids.get(i));
    }
    return longest;
  }
}
