package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.text.Letters.cut;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.words;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiffTest {

  @Test
  void equalTextsHaveNoEdits() {
    assertThat(Diff.between(words("a b c"), words("a b c"))).isEmpty();
    assertThat(Diff.between(List.of(), List.of())).isEmpty();
  }

  @Test
  void aTextFromNothingIsBroughtAndATextToNothingIsRemoved() {
    assertThat(Diff.between(List.of(), words("a b"))).containsExactly(edit(0, "", "a b"));
    assertThat(Diff.between(words("a b"), List.of())).containsExactly(edit(0, "a b", ""));
  }

  @Test
  void aReplacedWordIsOneEdit() {
    assertThat(Diff.between(words("a b c"), words("a x c"))).containsExactly(edit(1, "b", "x"));
  }

  @Test
  void changesApartAreSeveralEdits() {
    assertThat(Diff.between(words("a b c d e"), words("b c x d")))
        .containsExactly(edit(0, "a", ""), edit(3, "", "x"), edit(4, "e", ""));
  }

  @Test
  void aMovedWordIsTakenOutAndBrought() {
    assertThat(Diff.between(words("a b c d"), words("b c d a")))
        .containsExactly(edit(0, "a", ""), edit(4, "", "a"));
  }

  @Test
  void anInsertionThatCouldSlideStartsAtTheLastWordThatIsNoSeparator() {
    assertThat(Diff.between(cut("a b"), cut("a c b")))
        .containsExactly(new Edit(2, List.of(), List.of("c", " "), null));
    assertThat(Diff.between(cut("a, b."), cut("a, c, b.")))
        .containsExactly(new Edit(3, List.of(), List.of("c", ",", " "), null));
  }

  @Test
  void aRemovalThatCouldSlideStartsAtTheLastWordThatIsNoSeparator() {
    assertThat(Diff.between(cut("a c b"), cut("a b")))
        .containsExactly(new Edit(2, List.of("c", " "), List.of(), null));
  }

  @Test
  void aSeparatorThatCouldSlideStandsLast() {
    assertThat(Diff.between(cut("a--b"), cut("a---b")))
        .containsExactly(new Edit(3, List.of(), List.of("-"), null));
    assertThat(Diff.between(cut("a---b"), cut("a--b")))
        .containsExactly(new Edit(3, List.of("-"), List.of(), null));
  }

  @Test
  void aRepeatedWordIsBroughtOrRemovedAtItsLastPlace() {
    assertThat(Diff.between(words("x a a y"), words("x a a a y")))
        .containsExactly(edit(3, "", "a"));
    assertThat(Diff.between(words("x a a a y"), words("x a a y")))
        .containsExactly(edit(3, "a", ""));
  }

  @Test
  void slidingStopsOneCommonWordBeforeTheNextChange() {
    assertThat(Diff.exact(words("a a a y"), words("a a z"))).containsExactly(edit(2, "a y", "z"));
    assertThat(Diff.exact(words("k a a a q y p"), words("k a a q z p")))
        .containsExactly(edit(3, "a", ""), edit(5, "y", "z"));
  }

  @Test
  void theSameTextCutOtherwiseHasNoEdits() {
    assertThat(Diff.between(List.of("战略", "计划"), List.of("战略计划"))).isEmpty();
    assertThat(Diff.between(words("a b ab"), words("ab a b"))).isEmpty();
    assertThat(Diff.exact(List.of("战略", "计划"), List.of("战略计划"))).hasSize(1);
  }

  @Test
  void wordsCutOtherwiseBesideAChangeKeepTheBasesCut() {
    assertThat(Diff.between(List.of("ab", "c", "x", "d", "ef"), List.of("a", "bc", "y", "de", "f")))
        .containsExactly(edit(2, "x", "y"));
  }

  @Test
  void keepingTheCutTrimsAndDropsButKeepsTheAmendment() {
    List<Edit> edits =
        List.of(
            edit(0, "ab", "a b", "A"), edit(2, "c d x ef", "cd y e f", "B"), edit(7, "", "z", "C"));

    assertThat(Diff.keepingCut(edits))
        .containsExactly(edit(4, "x", "y", "B"), edit(7, "", "z", "C"));
  }

  @Test
  void wordsThatOnlyPartlyReadTheSameAreReplacedWhole() {
    assertThat(Diff.between(List.of("abc"), List.of("ab", "d")))
        .containsExactly(new Edit(0, List.of("abc"), List.of("ab", "d"), null));
  }

  @Test
  void wordsOfAnyScriptAreCompared() {
    assertThat(
            Diff.between(
                List.of("战略", "计划", "。", "الخطة", " ", "👩‍👩‍👧"),
                List.of("财务", "计划", "。", "الخطة", " ", "🌍")))
        .containsExactly(
            new Edit(0, List.of("战略"), List.of("财务"), null),
            new Edit(5, List.of("👩‍👩‍👧"), List.of("🌍"), null));
  }

  @Test
  void fiveThousandDifferentWordsAreOneEdit() {
    List<String> base = numbered("a", 5_000);
    List<String> text = numbered("b", 5_000);

    assertThat(Diff.between(base, text)).containsExactly(new Edit(0, base, text, null));
  }

  @Test
  void aShuffledTextIsStillMadeExactly() {
    List<String> base = numbered("a", 5_000);
    List<String> text = new ArrayList<>(base);
    Collections.shuffle(text, new Random(20_170_911));

    assertThat(Edits.applied(Diff.between(base, text), base)).isEqualTo(text);
  }

  @Test
  void farTextsAreSplitAtTheirRareWords() {
    List<String> base = new ArrayList<>();
    List<String> text = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      base.addAll(List.of("old" + i, "kept" + i));
      text.addAll(List.of("new" + i, "kept" + i));
    }

    assertThat(Diff.between(base, text))
        .hasSize(1_000)
        .allSatisfy(edit -> assertThat(edit.removes()).hasSize(1));
  }

  @Test
  void farTextsOfFrequentWordsAreFollowedAsFarAsTheBoundLeads() {
    Random random = new Random(20_170_912);
    List<String> base = random.ints(4_000, 0, 4).mapToObj(Integer::toString).toList();
    List<String> text = random.ints(4_000, 0, 4).mapToObj(Integer::toString).toList();
    List<Edit> edits = Diff.exact(base, text);
    int changed = edits.stream().mapToInt(e -> e.removes().size() + e.brings().size()).sum();

    assertThat(Edits.applied(edits, base)).isEqualTo(text);
    assertThat(changed).as("words changed of 8,000").isLessThan(4_000);
  }

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
