package org.planledger.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.planledger.text.Merge.Conflict;
import org.planledger.text.Merge.Kind;
import org.planledger.text.Merge.Proposal;

/** A merge under way: the text in force, and what the proposals so far do to it. */
final class Merger {
  private final Passage inForce;
  private List<Change> merged = List.of();

  Merger(Passage inForce) {
    this.inForce = inForce;
  }

  /** The edits of all proposals so far, against the text in force. */
  List<Edit> edits() {
    List<Edit> edits = new ArrayList<>();
    for (Change change : merged) {
      List<String> removes = inForce.words().subList(change.from(), change.to());
      if (!removes.equals(change.brings())) {
        edits.add(new Edit(change.from(), removes, change.brings(), amendment(change.by())));
      }
    }
    return edits;
  }

  /**
   * Merges one more proposal.
   *
   * @return its conflicts; if there are any, this merge is of no further use
   */
  List<Conflict> add(Proposal proposal) {
    List<Conflict> conflicts = new ArrayList<>();
    List<Change> mine = onTextInForce(proposal, changes(proposal.edits(), proposal), conflicts);
    merged = beside(proposal, mine, conflicts);
    return conflicts;
  }

  /** Moves what a proposal does from its base onto the text in force. */
  private List<Change> onTextInForce(
      Proposal proposal, List<Change> mine, List<Conflict> conflicts) {
    List<String> base = proposal.base().words();
    List<Edit> decided = Drift.refined(Drift.edits(proposal.base(), inForce), Diff::exact);
    List<Place> places = Place.of(changes(decided, null), mine);
    List<Change> moved = new ArrayList<>();
    int growth = 0;
    for (Place place : places) {
      if (place.theirs().isEmpty()) {
        for (Change change : place.mine()) {
          moved.add(change.shifted(growth));
        }
      } else if (place.isAgreed(base)) {
        // Nothing to do, but what the amendment brought is to stay.
        List<String> wanted = place.wanted(place.mine(), base);
        int at = place.from() + growth;
        if (!wanted.isEmpty()) {
          moved.add(new Change(at, at + wanted.size(), wanted, proposal));
        }
      } else {
        conflicts.addAll(conflicts(place, proposal, base));
      }
      growth += place.theirs().stream().mapToInt(Change::growth).sum();
    }
    conflicts.addAll(moves(places, proposal, base));
    return moved;
  }

  /** Lays what a proposal does to the text in force beside what those before it do. */
  private List<Change> beside(Proposal proposal, List<Change> mine, List<Conflict> conflicts) {
    List<String> base = inForce.words();
    List<Place> places = Place.of(merged, mine);
    List<Change> both = new ArrayList<>();
    for (Place place : places) {
      if (place.theirs().isEmpty()) {
        both.addAll(place.mine());
      } else if (place.mine().isEmpty() || place.isAgreed(base)) {
        both.addAll(place.theirs());
      } else {
        conflicts.addAll(conflicts(place, proposal, base));
      }
    }
    conflicts.addAll(moves(places, proposal, base));
    return both;
  }

  private List<Conflict> conflicts(Place place, Proposal proposal, List<String> base) {
    List<Conflict> conflicts = new ArrayList<>();
    for (Change mine : place.mine()) {
      for (Change theirs : place.theirs()) {
        if (mine.meets(theirs)) {
          conflicts.add(
              conflict(kind(mine, theirs), proposal, theirs.by(), shared(mine, theirs, base)));
        }
      }
    }
    return conflicts;
  }

  private static Kind kind(Change mine, Change theirs) {
    if (mine.isInsertion() && theirs.isInsertion()) {
      return Kind.SAME_PLACE_INSERTIONS;
    }
    boolean inTheirs = mine.isWithin(theirs);
    boolean inMine = theirs.isWithin(mine);
    if ((inTheirs && theirs.isRemoval() && !mine.isRemoval())
        || (inMine && mine.isRemoval() && !theirs.isRemoval())) {
      return Kind.EDITED_AND_REMOVED;
    }
    return inTheirs == inMine ? Kind.OVERLAPPING : Kind.CONTAINED;
  }

  private static List<String> shared(Change mine, Change theirs, List<String> base) {
    int from = Math.max(mine.from(), theirs.from());
    int to = Math.min(mine.to(), theirs.to());
    return from == to ? Words.around(base, from) : base.subList(from, to);
  }

  /**
   * Words that both sides took out at one place, and each brought again at a place of its own. What
   * separators go with them does not matter.
   */
  private List<Conflict> moves(List<Place> places, Proposal proposal, List<String> base) {
    List<Change> mineAlone =
        places.stream().filter(p -> p.theirs().isEmpty()).flatMap(p -> p.mine().stream()).toList();
    List<Change> theirsAlone =
        places.stream().filter(p -> p.mine().isEmpty()).flatMap(p -> p.theirs().stream()).toList();
    List<Conflict> conflicts = new ArrayList<>();
    for (Place place : places) {
      if (place.isAgreed(base) && place.wanted(place.mine(), base).isEmpty()) {
        List<String> removed = base.subList(place.from(), place.to());
        List<String> moved = Words.withoutOuterSeparators(removed);
        Proposal other = place.theirs().getFirst().by();
        Predicate<Change> bringsBack =
            change -> Words.withoutOuterSeparators(change.brings()).equals(moved);
        if (!moved.isEmpty()
            && mineAlone.stream().anyMatch(bringsBack)
            && theirsAlone.stream()
                .filter(c -> Objects.equals(c.by(), other))
                .anyMatch(bringsBack)) {
          conflicts.add(conflict(Kind.MOVED_TO_TWO_PLACES, proposal, other, removed));
        }
      }
    }
    return conflicts;
  }

  private Conflict conflict(
      Kind kind, Proposal proposal, @Nullable Proposal other, List<String> words) {
    return new Conflict(
        kind,
        proposal.amendment(),
        amendment(other),
        proposal.text(),
        other == null ? inForce.text() : other.text(),
        words);
  }

  private static @Nullable String amendment(@Nullable Proposal proposal) {
    return proposal == null ? null : proposal.amendment();
  }

  private static List<Change> changes(List<Edit> edits, @Nullable Proposal by) {
    return edits.stream().map(edit -> Change.of(edit, by)).toList();
  }
}
