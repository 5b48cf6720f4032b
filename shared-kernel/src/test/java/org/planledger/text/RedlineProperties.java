package org.planledger.text;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.planledger.page.Pages;
import org.planledger.text.Redline.Op;

class RedlineProperties {

  @Provide
  Arbitrary<List<Passage>> histories() {
    return Texts.histories();
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Texts.texts();
  }

  @Property
  void theRunsOfAHistoryJoinToBothTexts(@ForAll("histories") List<Passage> versions) {
    for (Passage from : versions) {
      assertJoinsToBoth(from, versions.getLast());
      assertJoinsToBoth(versions.getLast(), from);
    }
  }

  @Property
  void theRunsOfUnrelatedPassagesJoinToBothTexts(
      @ForAll("texts") List<String> from, @ForAll("texts") List<String> to) {
    assertJoinsToBoth(Passage.brought(from, 1, 0), Passage.brought(to, 2, 0));
  }

  @Property
  void theRunsOfPassagesWhoseIdentitiesLieJoinToBothTexts(
      @ForAll("texts") List<String> from, @ForAll("texts") List<String> to) {
    assertJoinsToBoth(Passage.brought(from, 1, 0), Passage.brought(to, 1, 0));
  }

  @Property
  void driftAppliedGivesTheWordsAndKeepsWhoStayed(@ForAll("histories") List<Passage> versions) {
    Passage current = versions.getLast();
    for (Passage base : versions) {
      Passage made = base.apply(Redline.drift(base, current), 99, 0);

      assertThat(made.words()).isEqualTo(current.words());
      for (int i = 0; i < made.size(); i++) {
        if (WordId.revision(made.id(i)) != 99) {
          assertThat(made.id(i)).isEqualTo(current.id(i));
        } else {
          assertThat(base.ids()).doesNotContain(current.id(i));
        }
      }
    }
  }

  @Property
  void driftBetweenTwoBranchesGivesTheWordsOfTheOther(@ForAll("histories") List<Passage> versions) {
    Passage root = versions.getFirst();
    Passage branch =
        root.apply(Diff.between(root.words(), versions.getLast().words().reversed()), 50, 0);

    assertThat(Edits.applied(Redline.drift(branch, versions.getLast()), branch.words()))
        .isEqualTo(versions.getLast().words());
  }

  /** Also where both are kept packed, or one of them, if they can be kept together. */
  private static void assertJoinsToBoth(Passage from, Passage to) {
    List<Redline.Run> runs = Redline.between(from, to);
    if (identitiesHold(from, to)) {
      Versions versions = new Versions(new Pages());
      Passage packedFrom = versions.keep(Passage.EMPTY, from);
      Passage packedTo = versions.keep(packedFrom, to);
      assertThat(Redline.between(packedFrom, packedTo)).isEqualTo(runs);
      assertThat(Redline.between(packedFrom, to)).isEqualTo(runs);
      assertThat(Redline.between(from, packedTo)).isEqualTo(runs);
    }

    assertThat(joined(runs, Op.INSERT)).isEqualTo(from.text());
    assertThat(joined(runs, Op.DELETE)).isEqualTo(to.text());
    for (int i = 1; i < runs.size(); i++) {
      Op before = runs.get(i - 1).op();
      Op op = runs.get(i).op();
      assertThat(op).isNotEqualTo(before);
      assertThat(before == Op.INSERT && op == Op.DELETE).isFalse();
    }
  }

  /** As those that are kept together do: an identity is always that of the same word. */
  private static boolean identitiesHold(Passage from, Passage to) {
    Map<Long, String> words = new HashMap<>();
    for (int i = 0; i < from.size(); i++) {
      words.put(from.id(i), from.word(i));
    }
    for (int i = 0; i < to.size(); i++) {
      if (!words.getOrDefault(to.id(i), to.word(i)).equals(to.word(i))) {
        return false;
      }
    }
    return true;
  }

  private static String joined(List<Redline.Run> runs, Op left) {
    return runs.stream().filter(run -> run.op() != left).map(Redline.Run::text).collect(joining());
  }
}
