package org.planledger.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where in a text amendments change something, told so that those without a stretch in common can
 * be merged in any order, in one merge or one after the other.
 *
 * <p>Idea: some words are in the text in force and in the base of every amendment, and no amendment
 * takes them out. They cut all these versions into the same stretches, and every version that comes
 * of some of the amendments as well. {@link Merge} compares only within a stretch: identities give
 * no change that reaches over a word that is kept, and changes with a kept word between them do not
 * meet. So what becomes of an amendment is decided by what its own stretches hold, which only those
 * who share one with it change. That pairs do not depend on each other does not suffice: where two
 * changes that touch were decided, they are one change, in which the edit of a third is not found
 * again.
 *
 * <p>Two things are compared over the whole text: words taken out and brought back elsewhere, and
 * texts whose common words are not in one order. Then the text is a single stretch.
 *
 * <p>Cost: O(N) for each amendment, and O(N²) in its own words for those that it moves.
 */
public final class Stretches {
  private Stretches() {}

  /**
   * The stretches that amendments change.
   *
   * @param inForce the text in force, into which each of them alone can be merged
   * @return numbers by amendment; they mean something only beside each other
   */
  public static Map<String, Set<Integer>> of(Passage inForce, List<Merge.Proposal> proposals) {
    boolean comparedAsAWhole =
        proposals.stream()
            .anyMatch(proposal -> !isInOrder(proposal.base(), inForce) || movesWords(proposal));
    Set<Long> kept = comparedAsAWhole ? Set.of() : kept(inForce, proposals);
    Map<String, Set<Integer>> stretches = new HashMap<>();
    for (Merge.Proposal proposal : proposals) {
      stretches.put(proposal.amendment(), changed(proposal, kept));
    }
    return stretches;
  }

  private static Set<Long> kept(Passage inForce, List<Merge.Proposal> proposals) {
    Set<Long> kept = ids(inForce, 0, inForce.size());
    for (Merge.Proposal proposal : proposals) {
      Passage base = proposal.base();
      kept.retainAll(ids(base, 0, base.size()));
      proposal.edits().forEach(edit -> kept.removeAll(ids(base, edit.at(), edit.end())));
    }
    return kept;
  }

  private static Set<Long> ids(Passage passage, int from, int to) {
    Set<Long> ids = new HashSet<>();
    for (int i = from; i < to; i++) {
      ids.add(passage.id(i));
    }
    return ids;
  }

  /** A stretch is named by how many words that are kept stand before it. */
  private static Set<Integer> changed(Merge.Proposal proposal, Set<Long> kept) {
    Set<Integer> changed = new HashSet<>();
    int word = 0;
    int before = 0;
    for (Edit edit : proposal.edits()) {
      for (; word < edit.at(); word++) {
        if (kept.contains(proposal.base().id(word))) {
          before++;
        }
      }
      changed.add(before);
    }
    return changed;
  }

  /** Whether the words that both have stand in the same order and read the same. */
  private static boolean isInOrder(Passage one, Passage other) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < other.size(); i++) {
      places.put(other.id(i), i);
    }
    int last = -1;
    for (int i = 0; i < one.size(); i++) {
      Integer place = places.get(one.id(i));
      if (place != null) {
        if (place < last || !one.word(i).equals(other.word(place))) {
          return false;
        }
        last = place;
      }
    }
    return true;
  }

  private static boolean movesWords(Merge.Proposal proposal) {
    List<List<String>> removed = removed(proposal.edits());
    return proposal.edits().stream()
        .map(edit -> Words.withoutOuterSeparators(edit.brings()))
        .anyMatch(
            brought ->
                !brought.isEmpty()
                    && removed.stream()
                        .anyMatch(words -> Collections.indexOfSubList(words, brought) >= 0));
  }

  /** What is taken out with nothing in its place, as far as it stands together. */
  private static List<List<String>> removed(List<Edit> edits) {
    List<List<String>> removed = new ArrayList<>();
    int end = -1;
    for (Edit edit : edits) {
      if (edit.brings().isEmpty()) {
        if (edit.at() != end) {
          removed.add(new ArrayList<>());
        }
        removed.getLast().addAll(edit.removes());
        end = edit.end();
      } else {
        end = -1;
      }
    }
    return removed;
  }
}
