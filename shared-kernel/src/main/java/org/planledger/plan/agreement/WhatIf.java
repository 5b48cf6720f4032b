package org.planledger.plan.agreement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.plan.Provision;
import org.planledger.plan.event.Proposal;
import org.planledger.problem.Refused;

/**
 * What would come of agreeing to a set of pending amendments, with nothing recorded.
 *
 * <p>Idea: the amendments are agreed on paper by one outcome, each joining those before it in the
 * order given if it can; one that cannot yet is tried again after the others. Two amendments belong
 * to one group if agreeing to both at once, or one after the other in either order, is refused or
 * does not give the same draft; only pairs about one provision, both about the structure, or about
 * a provision and what is to enter below it, can be. Groups are the connected parts, so they may be
 * decided in any order, and those inside a group not.
 *
 * <p>Cost: an agreement to up to all of them for each, and three for each pair that can meet.
 */
public final class WhatIf {
  private final PlanHistory history;
  private final Trial trial;
  private final Draft present;
  private final List<Amendment> amendments;
  private final Map<String, Trial.Result> alone = new HashMap<>();
  private final Map<String, Set<String>> tied = new LinkedHashMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  private WhatIf(PlanHistory history, List<Amendment> amendments, LocalDate on) {
    this.history = history;
    this.trial = new Trial(history.amendments(), history::version, on);
    this.present = history.latest();
    this.amendments = amendments;
  }

  /**
   * What would come of it.
   *
   * @param draft after all that can be agreed
   * @param applied the amendments that can, in the order in which they were
   * @param conflicts why each of the others cannot, and which two cannot both
   * @param groups the amendments that depend on each other's order; between groups it is free
   */
  public record Outcome(
      Draft draft, List<String> applied, List<Conflict> conflicts, List<List<String>> groups) {}

  /**
   * Tries amendments on the present draft.
   *
   * @param ids of pending amendments; what comes first wins where two cannot both be agreed
   * @param on the day on which they would be agreed
   * @throws Refused when one is not known, not pending, or named twice
   */
  public static Outcome of(PlanHistory history, List<String> ids, LocalDate on) {
    List<Amendment> amendments =
        new LinkedHashSet<>(ids).stream().map(id -> pending(history, id)).toList();
    if (amendments.size() < ids.size()) {
      throw Refused.field("/amendments", "names an amendment twice.");
    }
    return new WhatIf(history, amendments, on).outcome();
  }

  private static Amendment pending(PlanHistory history, String id) {
    Amendment amendment =
        history.amendments().find(id).orElseThrow(() -> Refused.notFound("amendment", id));
    if (!amendment.pending()) {
      throw Refused.rule(
          "Amendment %s is %s already; ask about pending ones.".formatted(id, amendment.state()));
    }
    return amendment;
  }

  private Outcome outcome() {
    amendments.forEach(a -> alone.put(a.id(), agreed(List.of(a))));
    pairs();
    List<Amendment> applied = new ArrayList<>();
    Draft draft = together(amendments, applied);
    for (Amendment amendment : amendments) {
      if (applied.contains(amendment)) {
        continue;
      }
      if (alone.get(amendment.id()) instanceof Trial.Impossible impossible) {
        conflicts.addAll(impossible.conflicts());
      } else if (conflicts.stream().noneMatch(c -> isAbout(c, amendment))) {
        applied.forEach(other -> tieIfTheyMayMeet(amendment, other));
        conflicts.addAll(refusals(applied, amendment));
      }
    }
    return new Outcome(
        draft, applied.stream().map(Amendment::id).toList(), List.copyOf(conflicts), groups());
  }

  private static boolean isAbout(Conflict conflict, Amendment amendment) {
    return amendment.id().equals(conflict.amendment()) || amendment.id().equals(conflict.other());
  }

  private List<Conflict> refusals(List<Amendment> applied, Amendment amendment) {
    return agreed(with(applied, amendment)) instanceof Trial.Impossible impossible
        ? impossible.conflicts()
        : List.of();
  }

  /** Agrees to all that can be, in order; what cannot is tried again as long as others can. */
  private Draft together(List<Amendment> wanted, List<Amendment> applied) {
    Draft draft = present;
    List<Amendment> left = new ArrayList<>(wanted);
    boolean more = true;
    while (more) {
      more = false;
      for (Amendment amendment : List.copyOf(left)) {
        if (agreed(with(applied, amendment)) instanceof Trial.Possible possible) {
          draft = possible.draft();
          applied.add(amendment);
          left.remove(amendment);
          more = true;
        }
      }
    }
    return draft;
  }

  private static List<Amendment> with(List<Amendment> some, Amendment one) {
    List<Amendment> all = new ArrayList<>(some);
    all.add(one);
    return all;
  }

  private Trial.Result agreed(List<Amendment> together) {
    return trial.agree(present, together, history.size());
  }

  private void pairs() {
    for (int i = 0; i < amendments.size(); i++) {
      for (int j = i + 1; j < amendments.size(); j++) {
        Amendment one = amendments.get(i);
        Amendment other = amendments.get(j);
        if (mayMeet(one, other)) {
          meet(one, other);
        }
      }
    }
  }

  private static boolean mayMeet(Amendment one, Amendment other) {
    return one.provisionId().equals(other.provisionId()) || (structural(one) && structural(other));
  }

  private static boolean structural(Amendment amendment) {
    return !(amendment.proposal() instanceof Proposal.Rewording);
  }

  private void meet(Amendment one, Amendment other) {
    if (!possibleAlone(one) || !possibleAlone(other)) {
      if (mayBecomePossible(one) && mayBecomePossible(other)) {
        tie(one, other);
      }
      return;
    }
    Trial.Result atOnce = agreed(List.of(one, other));
    if (atOnce instanceof Trial.Possible possible
        && gives(possible.draft(), inOrder(one, other))
        && gives(possible.draft(), inOrder(other, one))) {
      return;
    }
    tie(one, other);
    if (atOnce instanceof Trial.Impossible impossible
        && agreed(List.of(other, one)) instanceof Trial.Impossible) {
      conflicts.addAll(impossible.conflicts());
    }
  }

  private boolean possibleAlone(Amendment amendment) {
    return alone.get(amendment.id()) instanceof Trial.Possible;
  }

  /** What breaks a rule may be possible after others; words that collide stay so. */
  private boolean mayBecomePossible(Amendment amendment) {
    return !(alone.get(amendment.id()) instanceof Trial.Impossible impossible)
        || impossible.conflicts().stream().allMatch(Conflict::isRule);
  }

  private static boolean gives(Draft expected, Optional<Draft> draft) {
    return draft.isPresent() && sameContent(expected, draft.get());
  }

  private Optional<Draft> inOrder(Amendment first, Amendment second) {
    return alone.get(first.id()) instanceof Trial.Possible possible
        ? trial.after(possible.draft(), second, history.size() + 1L)
        : Optional.empty();
  }

  private static boolean sameContent(Draft one, Draft other) {
    return one.children().equals(other.children())
        && one.provisions().keySet().equals(other.provisions().keySet())
        && one.provisions().values().stream()
            .allMatch(p -> sameContent(p, other.provision(p.id())));
  }

  private static boolean sameContent(Provision one, Provision other) {
    return Objects.equals(one.parent(), other.parent())
        && one.heading().equals(other.heading())
        && one.text().status() == other.text().status()
        && texts(one).equals(texts(other));
  }

  private static Map<String, String> texts(Provision provision) {
    Map<String, String> texts = new HashMap<>();
    provision.texts().forEach((language, version) -> texts.put(language, version.passage().text()));
    return texts;
  }

  private void tieIfTheyMayMeet(Amendment one, Amendment other) {
    if (mayMeet(one, other)) {
      tie(one, other);
    }
  }

  private void tie(Amendment one, Amendment other) {
    tied.computeIfAbsent(one.id(), any -> new LinkedHashSet<>()).add(other.id());
    tied.computeIfAbsent(other.id(), any -> new LinkedHashSet<>()).add(one.id());
  }

  private List<List<String>> groups() {
    List<List<String>> groups = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Amendment amendment : amendments) {
      if (!seen.contains(amendment.id())) {
        Set<String> group = new LinkedHashSet<>();
        reach(amendment.id(), group);
        seen.addAll(group);
        groups.add(amendments.stream().map(Amendment::id).filter(group::contains).toList());
      }
    }
    return groups;
  }

  private void reach(String id, Set<String> group) {
    List<String> next = new ArrayList<>(List.of(id));
    while (!next.isEmpty()) {
      String amendment = next.removeLast();
      if (group.add(amendment)) {
        next.addAll(tied.getOrDefault(amendment, Set.of()));
      }
    }
  }
}
