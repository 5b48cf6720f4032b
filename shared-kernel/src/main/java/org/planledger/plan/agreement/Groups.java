package org.planledger.plan.agreement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.DraftFold;
import org.planledger.plan.Entry;
import org.planledger.plan.Provision;
import org.planledger.plan.Status;
import org.planledger.plan.event.Place;
import org.planledger.plan.event.Proposal;
import org.planledger.plan.event.TextChange;
import org.planledger.text.Merge;
import org.planledger.text.Passage;
import org.planledger.text.Stretches;

/**
 * Groups of pending amendments that can be decided one after the other in any order: whatever is
 * agreed of a group is refused or not, and gives the same, whichever groups were decided before.
 *
 * <p>Idea: what agreeing to an amendment depends on, and what it changes, are aspects of the draft.
 * Amendments of which one changes an aspect that another changes or depends on are in one group. So
 * none of the other groups changes what the members of a group depend on, and each finds it as it
 * is now, however many were decided before. Trying amendments together on the present draft would
 * not tell: two that can both be decided now may not be after a third.
 *
 * <p>Of the order below a provision, an amendment changes only what stands behind its sibling: to
 * put two provisions behind two others gives one order, whichever comes first. The way up from
 * where a provision moves to is what it must not stand on itself.
 *
 * <p>Cost: what {@link Stretches} costs, and a merge for each amendment of a text.
 */
final class Groups {
  private final Draft present;
  private final Entry.Versions versions;
  private final Map<Aspect, Set<String>> concerned = new HashMap<>();
  private final Set<Aspect> changed = new LinkedHashSet<>();

  private Groups(Draft present, Entry.Versions versions) {
    this.present = present;
    this.versions = versions;
  }

  /** A part of the draft, small enough that two changes of it may collide. */
  private sealed interface Aspect {}

  /** Whether a provision is in the draft. */
  private record Presence(String provision) implements Aspect {}

  /** Where a provision stands. */
  private record Site(String provision) implements Aspect {}

  /** What stands behind a sibling, first or last below a parent; as in {@link Place}. */
  private record Behind(Place place) implements Aspect {}

  /** Whether the text of a provision is agreed. */
  private record Agreed(String provision) implements Aspect {}

  private record Heading(String provision, String language) implements Aspect {}

  /** A stretch of a text; see {@link Stretches}. */
  private record Stretch(String provision, String language, int number) implements Aspect {}

  private record Text(String provision, String language) {}

  /** The groups, and what is in them, in the order in which the amendments are given. */
  static List<List<Amendment>> of(
      Draft present, Entry.Versions versions, List<Amendment> amendments) {
    Groups groups = new Groups(present, versions);
    amendments.forEach(groups::structure);
    groups.texts(amendments);
    return groups.tied(amendments);
  }

  private void structure(Amendment amendment) {
    String id = amendment.provisionId();
    switch (Objects.requireNonNull(amendment.proposal())) {
      case Proposal.Insertion insertion -> {
        changes(amendment, new Presence(id));
        enters(amendment, insertion.provision().place());
        String parent = insertion.provision().place().parentId();
        if (parent != null) {
          dependsOn(amendment, new Presence(parent));
          dependsOn(amendment, new Agreed(parent));
        }
      }
      case Proposal.Removal ignored -> {
        changes(amendment, new Presence(id));
        changes(amendment, new Site(id));
        present.childrenOf(id).forEach(child -> dependsOn(amendment, new Site(child)));
      }
      case Proposal.Move move -> {
        enters(amendment, move.place());
        wayUp(move.place().parentId()).forEach(above -> dependsOn(amendment, new Site(above)));
        if (present.find(id).filter(provision -> provision.placed() != move.base()).isPresent()) {
          isToStandThere(amendment, move);
        }
      }
      case Proposal.Rewording rewording -> {
        // Words that are in force already are agreed by it, but not together with a move.
        dependsOn(amendment, new Site(id));
        rewording
            .heading()
            .keySet()
            .forEach(language -> changes(amendment, new Heading(id, language)));
        if (present.stage() == Status.ADOPTED) {
          changes(amendment, new Agreed(id));
        }
      }
    }
  }

  private void enters(Amendment amendment, Place place) {
    changes(amendment, new Site(amendment.provisionId()));
    changes(amendment, new Behind(place));
    String sibling = place.after();
    if (sibling != null && !sibling.isEmpty()) {
      dependsOn(amendment, new Site(sibling));
    }
  }

  private List<String> wayUp(@Nullable String from) {
    List<String> way = new ArrayList<>();
    for (String id = from; id != null; id = present.find(id).map(Provision::parent).orElse(null)) {
      way.add(id);
    }
    return way;
  }

  /** One that was moved since can be agreed only where that is to where this moves it. */
  private void isToStandThere(Amendment amendment, Proposal.Move move) {
    String parent = move.place().parentId();
    for (@Nullable String sibling : siblings(parent)) {
      dependsOn(amendment, new Behind(new Place(parent, sibling)));
      if (sibling != null && !sibling.isEmpty()) {
        dependsOn(amendment, new Site(sibling));
      }
    }
  }

  private List<@Nullable String> siblings(@Nullable String parent) {
    List<@Nullable String> siblings = new ArrayList<>(present.childrenOf(parent));
    siblings.add("");
    siblings.add(null);
    return siblings;
  }

  private void texts(List<Amendment> amendments) {
    Map<Text, List<Merge.Proposal>> texts = new LinkedHashMap<>();
    Map<String, Amendment> byId = new HashMap<>();
    for (Amendment amendment : amendments) {
      byId.put(amendment.id(), amendment);
      if (amendment.proposal() instanceof Proposal.Rewording rewording) {
        rewording
            .text()
            .forEach(
                (language, change) ->
                    texts
                        .computeIfAbsent(
                            new Text(amendment.provisionId(), language), any -> new ArrayList<>())
                        .add(proposal(amendment, language, change)));
      }
    }
    texts.forEach(
        (text, proposals) -> {
          Passage inForce = DraftFold.passage(present, text.provision(), text.language());
          // What collides with the text in force is agreed by no order.
          List<Merge.Proposal> possible =
              proposals.stream()
                  .filter(one -> Merge.of(inForce, List.of(one)) instanceof Merge.Merged)
                  .toList();
          Stretches.of(inForce, possible)
              .forEach(
                  (id, stretches) ->
                      stretches.forEach(
                          number ->
                              changes(
                                  Objects.requireNonNull(byId.get(id)),
                                  new Stretch(text.provision(), text.language(), number))));
        });
  }

  private Merge.Proposal proposal(Amendment amendment, String language, TextChange change) {
    Long base = change.base();
    return new Merge.Proposal(
        amendment.id(),
        base == null ? Passage.EMPTY : versions.version(amendment.provisionId(), language, base),
        change.edits());
  }

  private void changes(Amendment amendment, Aspect aspect) {
    changed.add(aspect);
    dependsOn(amendment, aspect);
  }

  private void dependsOn(Amendment amendment, Aspect aspect) {
    concerned.computeIfAbsent(aspect, any -> new LinkedHashSet<>()).add(amendment.id());
  }

  private List<List<Amendment>> tied(List<Amendment> amendments) {
    Map<String, Set<String>> groups = new HashMap<>();
    amendments.forEach(one -> groups.put(one.id(), new HashSet<>(Set.of(one.id()))));
    for (Aspect aspect : changed) {
      Set<String> together = new HashSet<>();
      for (String id : Objects.requireNonNull(concerned.get(aspect))) {
        together.addAll(Objects.requireNonNull(groups.get(id)));
      }
      together.forEach(id -> groups.put(id, together));
    }
    Set<Set<String>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    return amendments.stream()
        .map(one -> Objects.requireNonNull(groups.get(one.id())))
        .filter(distinct::add)
        .map(group -> amendments.stream().filter(one -> group.contains(one.id())).toList())
        .toList();
  }
}
