package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class DiffProperties {

  @Provide
  Arbitrary<List<String>> texts() {
    return Texts.texts();
  }

  @Provide
  Arbitrary<List<String>> letters() {
    return Texts.letters(20);
  }

  @Provide
  Arbitrary<List<String>> longLetters() {
    return Texts.letters(120);
  }

  @Property
  void editsOfTheBaseGiveTheText(
      @ForAll("texts") List<String> base, @ForAll("texts") List<String> text) {
    List<String> made = Edits.applied(Diff.between(base, text), base);

    assertThat(Words.joined(made)).isEqualTo(Words.joined(text));
  }

  @Property
  void exactEditsOfTheBaseGiveTheWords(
      @ForAll("texts") List<String> base, @ForAll("texts") List<String> text) {
    assertThat(Edits.applied(Diff.exact(base, text), base)).isEqualTo(text);
  }

  @Property
  void withinTheBoundNoScriptIsShorter(
      @ForAll("letters") List<String> base, @ForAll("letters") List<String> text) {
    int shortest = base.size() + text.size() - 2 * longestCommonSubsequence(base, text);

    assertThat(length(Diff.between(base, text))).isEqualTo(shortest);
    assertThat(length(Diff.exact(base, text, Math.max(1, shortest)))).isEqualTo(shortest);
  }

  @Property
  void pastTheBoundTheScriptIsStillExact(
      @ForAll("longLetters") List<String> base,
      @ForAll("longLetters") List<String> text,
      @ForAll @IntRange(min = 1, max = 20) int bound) {
    assertThat(Edits.applied(Diff.exact(base, text, bound), base)).isEqualTo(text);
  }

  @Property
  void anAnchorIsARunOfCommonWordsThatCannotGrow(
      @ForAll("letters") List<String> base, @ForAll("letters") List<String> text) {
    int[] a = base.stream().mapToInt(word -> word.charAt(0) - 'a').toArray();
    int[] b = text.stream().mapToInt(word -> word.charAt(0) - 'a').toArray();
    Histogram histogram = new Histogram(a, b, 5);
    Hunk whole = new Hunk(0, a.length, 0, b.length);
    Hunk anchor = histogram.anchor(whole);

    assertThat(anchor).isNotNull().isEqualTo(histogram.anchor(whole));
    assertThat(anchor.isEmpty()).isEqualTo(base.stream().noneMatch(text::contains));
    assertThat(base.subList(anchor.fromA(), anchor.toA()))
        .isEqualTo(text.subList(anchor.fromB(), anchor.toB()));
    if (!anchor.isEmpty()) {
      boolean growsLeft =
          anchor.fromA() > 0
              && anchor.fromB() > 0
              && a[anchor.fromA() - 1] == b[anchor.fromB() - 1];
      boolean growsRight =
          anchor.toA() < a.length && anchor.toB() < b.length && a[anchor.toA()] == b[anchor.toB()];
      assertThat(growsLeft || growsRight).isFalse();
    }
  }

  @Property
  void aCommonWordStandsBetweenAnyTwoEdits(
      @ForAll("texts") List<String> base, @ForAll("texts") List<String> text) {
    List<Edit> edits = Diff.exact(base, text);
    for (int i = 1; i < edits.size(); i++) {
      assertThat(edits.get(i).at()).isGreaterThan(edits.get(i - 1).end());
    }
  }

  @Property
  void noEditReplacesAStringByItself(
      @ForAll("texts") List<String> base, @ForAll("texts") List<String> text) {
    assertThat(Diff.between(base, text))
        .allSatisfy(
            edit ->
                assertThat(Words.joined(edit.brings())).isNotEqualTo(Words.joined(edit.removes())));
  }

  private static int length(List<Edit> edits) {
    return edits.stream().mapToInt(edit -> edit.removes().size() + edit.brings().size()).sum();
  }

  private static int longestCommonSubsequence(List<String> a, List<String> b) {
    int[][] longest = new int[a.size() + 1][b.size() + 1];
    for (int i = 1; i <= a.size(); i++) {
      for (int j = 1; j <= b.size(); j++) {
        longest[i][j] =
            a.get(i - 1).equals(b.get(j - 1))
                ? longest[i - 1][j - 1] + 1
                : Math.max(longest[i - 1][j], longest[i][j - 1]);
      }
    }
    return longest[a.size()][b.size()];
  }
}
