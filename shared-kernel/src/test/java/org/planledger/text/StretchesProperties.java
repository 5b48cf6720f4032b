package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.passage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.planledger.text.Merge.Merged;
import org.planledger.text.Merge.Proposal;

class StretchesProperties {

  /** A text in force, and amendments of it or of the versions before it. */
  record Text(Passage inForce, List<Proposal> proposals) {}

  @Provide
  Arbitrary<Text> texts() {
    return Texts.histories()
        .flatMap(
            versions ->
                edits(versions)
                    .list()
                    .ofMinSize(2)
                    .ofMaxSize(5)
                    .map(all -> new Text(versions.getLast(), named(all))));
  }

  private static Arbitrary<Proposal> edits(List<Passage> versions) {
    return Arbitraries.of(versions)
        .flatMap(
            base ->
                Combinators.combine(
                        Texts.editsOf(base.words()), Arbitraries.integers().between(1, 2))
                    .as(
                        (edits, most) ->
                            new Proposal(
                                "", base, edits.subList(0, Math.min(most, edits.size())))));
  }

  private static List<Proposal> named(List<Proposal> all) {
    List<Proposal> named = new ArrayList<>();
    all.forEach(
        proposal -> named.add(new Proposal("A" + named.size(), proposal.base(), proposal.edits())));
    return named;
  }

  @Property(tries = 200)
  void amendmentsWithoutACommonStretchAreMergedInAnyOrder(
      @ForAll("texts") Text text, @ForAll long seed) {
    Passage inForce = text.inForce();
    List<Proposal> possible =
        text.proposals().stream().filter(one -> isPossible(inForce, List.of(one))).toList();
    List<List<Proposal>> groups = new ArrayList<>(groups(inForce, possible));
    groups.replaceAll(group -> together(inForce, group));
    List<Proposal> all = groups.stream().flatMap(List::stream).toList();
    assertThat(isPossible(inForce, all)).isTrue();
    String expected = merged(inForce, all, 90).text();

    Random random = new Random(seed);
    for (int order = 0; order < 4; order++) {
      Collections.shuffle(groups, random);
      Passage decided = inForce;
      for (List<Proposal> group : groups) {
        assertThat(isPossible(decided, group)).as("%s in %s", group, groups).isTrue();
        decided = merged(decided, group, 90 + groups.indexOf(group));
      }
      assertThat(decided.text()).isEqualTo(expected);
    }
    Statistics.collect(Math.min(3, groups.size()));
    Statistics.coverage(counts -> counts.check(3).percentage(share -> share > 5));
  }

  /** Those that can be merged, each with those before it. */
  private static List<Proposal> together(Passage inForce, List<Proposal> group) {
    List<Proposal> together = new ArrayList<>();
    for (Proposal proposal : group) {
      together.add(proposal);
      if (!isPossible(inForce, together)) {
        together.removeLast();
      }
    }
    return together;
  }

  private static boolean isPossible(Passage inForce, List<Proposal> proposals) {
    return Merge.of(inForce, proposals) instanceof Merged;
  }

  private static Passage merged(Passage inForce, List<Proposal> proposals, int revision) {
    return inForce.apply(((Merged) Merge.of(inForce, proposals)).edits(), revision, 0);
  }

  private static List<List<Proposal>> groups(Passage inForce, List<Proposal> proposals) {
    Map<String, Set<Integer>> stretches = Stretches.of(inForce, proposals);
    List<List<Proposal>> groups = new ArrayList<>();
    List<Set<Integer>> changed = new ArrayList<>();
    for (Proposal proposal : proposals) {
      List<Proposal> group = new ArrayList<>(List.of(proposal));
      Set<Integer> numbers = new HashSet<>(stretches.get(proposal.amendment()));
      for (int i = groups.size() - 1; i >= 0; i--) {
        if (!Collections.disjoint(numbers, changed.get(i))) {
          group.addAll(groups.remove(i));
          numbers.addAll(changed.remove(i));
        }
      }
      groups.add(group);
      changed.add(numbers);
    }
    return groups;
  }

  @Example
  void threeMayDependOnEachOtherWhereNoTwoDo() {
    Passage base = passage("a b");
    Proposal more = new Proposal("A", base, List.of(edit(2, "", "b b")));
    Proposal less = new Proposal("B", base, List.of(edit(1, "b", "")));
    Proposal same = new Proposal("C", base, List.of(edit(1, "b", "")));

    assertThat(merged(merged(base, List.of(less), 1), List.of(same), 2).text()).isEqualTo("a");
    assertThat(merged(merged(base, List.of(more), 1), List.of(less), 2).text()).isEqualTo("abb");
    Passage both = merged(base, List.of(more, less), 1);
    assertThat(both.text()).isEqualTo("abb");
    assertThat(merged(both, List.of(same), 2).text()).isEqualTo("ab");

    assertThat(Stretches.of(base, List.of(more, less, same)).values()).containsOnly(Set.of(1));
  }

  @Example
  void whatTouchesIsOneStretch() {
    Passage base = passage("a b c d e");
    assertThat(
            Stretches.of(
                base,
                List.of(
                    new Proposal("A", base, List.of(edit(0, "a", "x"))),
                    new Proposal("B", base, List.of(edit(1, "b", "y"))),
                    new Proposal("C", base, List.of(edit(3, "d", "z"))))))
        .isEqualTo(Map.of("A", Set.of(0), "B", Set.of(0), "C", Set.of(1)));
  }
}
