package org.planledger.plan.agreement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.planledger.plan.Amendment;
import org.planledger.plan.Draft;
import org.planledger.plan.PlanHistory;
import org.planledger.problem.Refused;

/**
 * What would come of agreeing to a set of pending amendments, with nothing recorded.
 *
 * <p>Idea: the amendments are agreed on paper by one outcome, each joining those before it in the
 * order given if it can; one that cannot yet is tried again after the others. {@link Groups} tells
 * which of them do not depend on each other.
 *
 * <p>Cost: an agreement to up to all of them for each, and two for each pair of a group that can
 * collide.
 */
public final class WhatIf {
  private final PlanHistory history;
  private final Trial trial;
  private final Draft present;
  private final List<Amendment> amendments;
  private final Map<String, Trial.Result> alone = new HashMap<>();
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
   * @param groups of amendments that depend on each other; between groups the order is free
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
    List<List<Amendment>> groups = Groups.of(present, history::version, amendments);
    groups.forEach(this::pairs);
    List<Amendment> applied = new ArrayList<>();
    Draft draft = together(amendments, applied);
    for (Amendment amendment : amendments) {
      if (applied.contains(amendment)) {
        continue;
      }
      if (alone.get(amendment.id()) instanceof Trial.Impossible impossible) {
        conflicts.addAll(impossible.conflicts());
      } else if (conflicts.stream().noneMatch(c -> isAbout(c, amendment))) {
        conflicts.addAll(refusals(applied, amendment));
      }
    }
    return new Outcome(
        draft, ids(applied), List.copyOf(conflicts), groups.stream().map(WhatIf::ids).toList());
  }

  private static List<String> ids(List<Amendment> amendments) {
    return amendments.stream().map(Amendment::id).toList();
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

  private void pairs(List<Amendment> group) {
    for (int i = 0; i < group.size(); i++) {
      for (int j = i + 1; j < group.size(); j++) {
        if (mayCollide(group.get(i), group.get(j))) {
          collide(group.get(i), group.get(j));
        }
      }
    }
  }

  private boolean mayCollide(Amendment one, Amendment other) {
    return alone.get(one.id()) instanceof Trial.Possible
        && alone.get(other.id()) instanceof Trial.Possible
        && (one.provisionId().equals(other.provisionId())
            || (Trial.structural(one) && Trial.structural(other)));
  }

  private void collide(Amendment one, Amendment other) {
    if (agreed(List.of(one, other)) instanceof Trial.Impossible impossible
        && agreed(List.of(other, one)) instanceof Trial.Impossible) {
      conflicts.addAll(impossible.conflicts());
    }
  }
}
