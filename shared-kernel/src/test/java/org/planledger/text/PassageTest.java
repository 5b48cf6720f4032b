package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.passage;
import static org.planledger.text.Letters.words;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.text.Passage.Run;

class PassageTest {

  @Test
  void broughtWordsAreNumberedInOrder() {
    Passage passage = Passage.brought(words("a b"), 7, 2);

    assertThat(passage.text()).isEqualTo("ab");
    assertThat(passage.id(0)).isEqualTo(WordId.of(7, 2, 0));
    assertThat(passage.id(1)).isEqualTo(WordId.of(7, 2, 1));
  }

  @Test
  void wordsThatStayKeepTheirIdentityAndTheOthersAreNumberedOverAllEdits() {
    Passage edited = passage("a b c d").apply(List.of(edit(1, "b", "x y"), edit(4, "", "z")), 3, 1);

    assertThat(edited.words()).containsExactly("a", "x", "y", "c", "d", "z");
    assertThat(edited.runs())
        .containsExactly(
            new Run(0, 0, 0, 1), new Run(3, 1, 0, 2), new Run(0, 0, 2, 2), new Run(3, 1, 2, 1));
  }

  @Test
  void severalEditsAtOneIndexBringTheirWordsInListOrder() {
    Passage edited =
        passage("a b")
            .apply(
                List.of(edit(1, "", "x", "A"), edit(1, "", "y", "B"), edit(1, "b", "z", "C")),
                1,
                0);

    assertThat(edited.words()).containsExactly("a", "x", "y", "z");
    assertThat(edited.runs()).containsExactly(new Run(0, 0, 0, 1), new Run(1, 0, 0, 3));
  }

  @Test
  void aWordThatIsNotThereCannotBeRemoved() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> passage("a b c").apply(List.of(edit(1, "b x", "")), 1, 0))
        .withMessage("Edit 0 removes «x» at 2, where the base has «c»");
  }

  @Test
  void anEditPastTheEndIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> passage("a b").apply(List.of(edit(0, "", "x"), edit(1, "b c", "")), 1, 0))
        .withMessage("Edit 1 at 1 ends at 3, past the 2 words of the base");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> passage("a b").apply(List.of(edit(3, "", "x")), 1, 0))
        .withMessage("Edit 0 at 3 ends at 3, past the 2 words of the base");
  }

  @Test
  void editsThatOverlapOrDescendAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> passage("a b c").apply(List.of(edit(0, "a b", ""), edit(1, "b", "")), 1, 0))
        .withMessage("Edit 1 starts at 1, before 2 where the one before it ends");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> passage("a b").apply(List.of(edit(1, "", "x"), edit(0, "", "y")), 1, 0))
        .withMessage("Edit 1 starts at 0, before 1 where the one before it ends");
  }

  @Test
  void oneItemCannotBringWordsTwice() {
    Passage once = passage("a").apply(List.of(edit(1, "", "b")), 5, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> once.apply(List.of(edit(2, "", "c")), 5, 1))
        .withMessage("Item 1 of revision 5 has already brought words to this text");
    assertThat(once.apply(List.of(edit(0, "a", "")), 5, 1).text()).isEqualTo("b");
  }

  @Test
  void aTextMayLoseAllItsWordsAndGetNewOnes() {
    Passage emptied = passage("a b").apply(List.of(edit(0, "a b", "")), 1, 0);

    assertThat(emptied).isEqualTo(Passage.EMPTY);
    assertThat(emptied.text()).isEmpty();
    assertThat(emptied.runs()).isEmpty();
    assertThat(emptied.apply(List.of(edit(0, "", "c")), 2, 0))
        .isEqualTo(Passage.brought(words("c"), 2, 0));
  }

  @Test
  void wordsOfAnyScriptJoinToTheText() {
    Passage passage =
        Passage.brought(List.of("战略", "计划", " ", "الخطة", " ", "👩‍👩‍👧", "🌍"), 1, 0);

    assertThat(passage.text()).isEqualTo("战略计划 الخطة 👩‍👩‍👧🌍");
    assertThat(passage.size()).isEqualTo(7);
    assertThat(passage.word(5)).isEqualTo("👩‍👩‍👧");
  }

  @Test
  void passagesAreEqualByWordsAndIdentities() {
    assertThat(passage("a b")).isEqualTo(passage("a b")).hasSameHashCodeAs(passage("a b"));
    assertThat(passage("a b")).isNotEqualTo(Passage.brought(words("a b"), 1, 0));
    assertThat(passage("a b")).isNotEqualTo(passage("a c"));
  }

  @Test
  void wordsCannotBeWrittenTo() {
    List<String> words = passage("a b").words();

    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> words.set(0, "x"));
  }

  @Test
  void aPassageIsPutTogetherAgainFromRunsAndWords() {
    Passage edited = passage("a b c").apply(List.of(edit(1, "b", "x")), 1, 0);

    assertThat(Passage.of(edited.runs(), edited.words())).isEqualTo(edited);
    assertThat(Passage.of(List.of(), List.of())).isEqualTo(Passage.EMPTY);
  }

  @Test
  void runsThatDoNotCountTheWordsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passage.of(List.of(new Run(0, 0, 0, 2)), words("a b c")))
        .withMessage("The runs count 2 words but there are 3");
  }

  @Test
  void runsThatClaimTheSameWordAreRefused() {
    List<Run> runs = List.of(new Run(0, 0, 2, 1), new Run(1, 0, 0, 1), new Run(0, 0, 0, 3));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passage.of(runs, words("a b c d e")))
        .withMessageContaining("have words in common");
  }

  @Test
  void aRunOfNothingOrPastTheLastOrdinalIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Run(0, 0, 0, 0))
        .withMessage("A run has at least one word, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Run(0, 0, WordId.MAX_ORDINAL, 2))
        .withMessageContaining("ordinal");
  }

  @Test
  void anEmptyWordInASnapshotIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Passage.of(List.of(new Run(0, 0, 0, 2)), List.of("a", "")))
        .withMessage("Word 1 is empty");
  }
}
