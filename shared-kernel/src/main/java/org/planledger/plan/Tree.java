package org.planledger.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.planledger.plan.event.Place;

/** The structure of a draft: entering it, moving in it and leaving it. */
public final class Tree {
  private Tree() {}

  static Draft insert(Draft draft, Provision provision, Place place) {
    if (draft.find(provision.id()).isPresent()) {
      throw new RuleBroken(
          "Provision %s is in the draft already; choose another id or amend it."
              .formatted(provision.id()));
    }
    PMap<String, List<String>> children = attached(draft, draft.children(), provision.id(), place);
    return draft.withTree(draft.provisions().plus(provision.id(), provision), children);
  }

  static Draft move(Draft draft, String id, Place place, long revision) {
    Provision provision = draft.provision(id);
    for (String above = place.parentId(); above != null; above = draft.provision(above).parent()) {
      if (above.equals(id)) {
        throw new RuleBroken("Provision %s cannot be moved to a place below itself.".formatted(id));
      }
    }
    PMap<String, List<String>> without = detached(draft.children(), provision);
    return draft.withTree(
        draft.provisions().plus(id, provision.placedAt(place.parentId(), revision)),
        attached(draft, without, id, place));
  }

  static Draft remove(Draft draft, Collection<String> ids) {
    Set<String> leaving = new HashSet<>(ids);
    PMap<String, Provision> provisions = draft.provisions();
    PMap<String, List<String>> children = draft.children();
    for (String id : ids) {
      Provision provision = draft.provision(id);
      for (String child : draft.childrenOf(id)) {
        if (!leaving.contains(child)) {
          throw new RuleBroken(
              "Provision %s still has %s below it; remove that first or together with it."
                  .formatted(id, child));
        }
      }
      provisions = provisions.minus(id);
      children = detached(children, provision).minus(id);
    }
    return draft.withTree(provisions, children);
  }

  /** A provision and all below it, children before parents. */
  public static List<String> withDescendants(Draft draft, String id) {
    List<String> all = new ArrayList<>();
    for (String child : draft.childrenOf(id)) {
      all.addAll(withDescendants(draft, child));
    }
    all.add(id);
    return all;
  }

  /** Whether the place is the one that the provision has now. */
  public static boolean stands(Draft draft, String id, Place place) {
    Provision provision = draft.provision(id);
    if (!key(provision.parent()).equals(key(place.parentId()))) {
      return false;
    }
    List<String> siblings = draft.childrenOf(provision.parent());
    int index = siblings.indexOf(id);
    if (place.after() == null) {
      return index == siblings.size() - 1;
    }
    return place.after().isEmpty()
        ? index == 0
        : index > 0 && siblings.get(index - 1).equals(place.after());
  }

  private static PMap<String, List<String>> attached(
      Draft draft, PMap<String, List<String>> children, String id, Place place) {
    String parent = place.parentId();
    if (parent != null) {
      draft.provision(parent);
    }
    List<String> siblings = new ArrayList<>(children.getOrDefault(key(parent), List.of()));
    String after = place.after();
    if (after == null) {
      siblings.add(id);
    } else if (after.isEmpty()) {
      siblings.addFirst(id);
    } else {
      int index = siblings.indexOf(after);
      if (index < 0) {
        throw new RuleBroken(
            "%s is to stand after %s, which is not %s at this place."
                .formatted(
                    id, after, parent == null ? "at the top level" : "directly below " + parent));
      }
      siblings.add(index + 1, id);
    }
    return children.plus(key(parent), List.copyOf(siblings));
  }

  private static PMap<String, List<String>> detached(
      PMap<String, List<String>> children, Provision provision) {
    String parent = key(provision.parent());
    List<String> left =
        children.getOrDefault(parent, List.of()).stream()
            .filter(id -> !id.equals(provision.id()))
            .toList();
    return left.isEmpty() ? children.minus(parent) : children.plus(parent, left);
  }

  private static String key(@Nullable String parent) {
    return parent == null ? Draft.TOP : parent;
  }
}
