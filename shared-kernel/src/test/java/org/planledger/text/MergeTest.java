package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.planledger.text.Letters.cut;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.passage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.text.Merge.Conflicting;
import org.planledger.text.Merge.Kind;
import org.planledger.text.Merge.Merged;
import org.planledger.text.Merge.Proposal;

class MergeTest {
  private final Passage base = passage("a b c d e");

  @Test
  void withoutAmendmentsNothingChanges() {
    assertThat(Merge.of(base, List.of())).isEqualTo(new Merged(List.of()));
    assertThat(Merge.of(base, List.of(new Proposal("A", base, List.of()))))
        .isEqualTo(new Merged(List.of()));
  }

  @Test
  void anAmendmentOfTheTextInForceIsTakenAsItIs() {
    assertMerged(
        base,
        List.of(new Proposal("A", base, List.of(edit(1, "b", "x"), edit(5, "", "f")))),
        edit(1, "b", "x", "A"),
        edit(5, "", "f", "A"));
  }

  @Test
  void anAmendmentIsMovedOntoWhatWasDecidedSinceItsBase() {
    Passage inForce = base.apply(List.of(edit(0, "", "x y"), edit(1, "b", "")), 1, 0);

    assertMerged(
        inForce,
        List.of(new Proposal("A", base, List.of(edit(3, "d", "z")))),
        edit(4, "d", "z", "A"));
  }

  @Test
  void amendmentsOfDifferentBasesGoTogether() {
    Passage inForce = base.apply(List.of(edit(0, "a", "")), 1, 0);

    assertMerged(
        inForce,
        List.of(
            new Proposal("A", base, List.of(edit(3, "d", "x"))),
            new Proposal("B", inForce, List.of(edit(0, "b", "y"))),
            new Proposal("C", Passage.EMPTY, List.of())),
        edit(0, "b", "y", "B"),
        edit(2, "d", "x", "A"));
  }

  @Test
  void rangesThatTouchGoTogether() {
    assertMerged(
        base,
        List.of(
            new Proposal("A", base, List.of(edit(1, "b", "x"))),
            new Proposal("B", base, List.of(edit(2, "c", "")))),
        edit(1, "b", "x", "A"),
        edit(2, "c", "", "B"));
  }

  @Test
  void anInsertionAtTheStartOfARangeStandsBeforeItAndOneAtTheEndBehindIt() {
    List<Edit> replaced = List.of(edit(1, "b c", "x"));

    for (List<Proposal> order :
        List.of(
            List.of(
                new Proposal("A", base, replaced),
                new Proposal("B", base, List.of(edit(1, "", "y"), edit(3, "", "z")))))) {
      assertMerged(
          base, order, edit(1, "", "y", "B"), edit(1, "b c", "x", "A"), edit(3, "", "z", "B"));
      assertMerged(
          base,
          order.reversed(),
          edit(1, "", "y", "B"),
          edit(1, "b c", "x", "A"),
          edit(3, "", "z", "B"));
    }
  }

  @Test
  void anInsertionAtTheEdgeOfWhatWasDecidedKeepsItsSide() {
    Passage inForce = base.apply(List.of(edit(1, "b c", "x")), 1, 0);

    assertMerged(
        inForce,
        List.of(new Proposal("A", base, List.of(edit(1, "", "y"), edit(3, "", "z")))),
        edit(1, "", "y", "A"),
        edit(2, "", "z", "A"));
  }

  @Test
  void anEditThatTwoAmendmentsShareIsTheFirstOnes() {
    assertMerged(
        base,
        List.of(
            new Proposal("A", base, List.of(edit(1, "b", "x"), edit(5, "", "f"))),
            new Proposal(
                "B", base, List.of(edit(0, "a", "g"), edit(1, "b", "x"), edit(5, "", "f")))),
        edit(0, "a", "g", "B"),
        edit(1, "b", "x", "A"),
        edit(5, "", "f", "A"));
  }

  @Test
  void anEditThatWasDecidedTheSameWayDoesNothing() {
    Passage inForce =
        base.apply(List.of(edit(1, "b", "x"), edit(3, "d", ""), edit(5, "", "f")), 1, 0);

    assertMerged(
        inForce,
        List.of(
            new Proposal(
                "A",
                base,
                List.of(edit(0, "a", "g"), edit(1, "b", "x"), edit(3, "d", ""), edit(5, "", "f")))),
        edit(0, "a", "g", "A"));
  }

  @Test
  void whatAnAmendmentWantsAsDecidedCannotBeChangedByAnotherInEitherOrder() {
    Passage inForce = base.apply(List.of(edit(1, "b", "x")), 1, 0);
    Proposal same = new Proposal("A", base, List.of(edit(1, "b", "x")));
    Proposal further = new Proposal("B", inForce, List.of(edit(1, "x", "y")));

    assertConflicting(inForce, List.of(same, further), Kind.OVERLAPPING, "B", "A");
    assertConflicting(inForce, List.of(further, same), Kind.OVERLAPPING, "A", "B");
  }

  @Test
  void editsThatTogetherMakeTheSameWordsAreOne() {
    assertMerged(
        base,
        List.of(
            new Proposal("A", base, List.of(edit(1, "b", "x"))),
            new Proposal("B", base, List.of(edit(2, "c", "y"))),
            new Proposal("C", base, List.of(edit(1, "b c", "x y")))),
        edit(1, "b", "x", "A"),
        edit(2, "c", "y", "B"));
  }

  @Test
  void aWordTakenOutAndTypedAgainSinceTheBaseCountsAsKept() {
    Passage inForce =
        base.apply(List.of(edit(1, "b", "")), 1, 0).apply(List.of(edit(1, "", "b")), 2, 0);

    assertMerged(
        inForce,
        List.of(new Proposal("A", base, List.of(edit(1, "b", "x")))),
        edit(1, "b", "x", "A"));
  }

  @Test
  void aTextTypedAnewSinceTheBaseIsMergedByItsWords() {
    Passage inForce = Passage.brought(base.words(), 3, 0);

    assertMerged(
        inForce,
        List.of(new Proposal("A", base, List.of(edit(1, "b", "x")))),
        edit(1, "b", "x", "A"));
  }

  @Test
  void anEditOfWhiteSpaceOnlyIsAnEdit() {
    Passage text = Passage.brought(cut("a b c"), 0, 0);
    Proposal wider =
        new Proposal("A", text, List.of(new Edit(1, List.of(" "), List.of("\n"), null)));
    Proposal tab = new Proposal("B", text, List.of(new Edit(1, List.of(" "), List.of("\t"), null)));

    assertThat(Merge.of(text, List.of(wider)))
        .isEqualTo(new Merged(List.of(new Edit(1, List.of(" "), List.of("\n"), "A"))));
    assertConflicting(text, List.of(wider, tab), Kind.OVERLAPPING, "B", "A");
  }

  @Test
  void theAmendmentThatItsEditsNameIsNotRead() {
    assertMerged(
        base,
        List.of(new Proposal("A", base, List.of(edit(1, "b", "x", "someone else")))),
        edit(1, "b", "x", "A"));
  }

  @Test
  void wordsOfAnyScriptAreMerged() {
    Passage text = Passage.brought(List.of("战略", "计划", "。", "الخطة", "👩‍👩‍👧"), 0, 0);
    Proposal chinese =
        new Proposal("A", text, List.of(new Edit(0, List.of("战略"), List.of("财务"), null)));
    Proposal emoji =
        new Proposal("B", text, List.of(new Edit(4, List.of("👩‍👩‍👧"), List.of("🌍"), null)));
    Merged merged = (Merged) Merge.of(text, List.of(emoji, chinese));

    assertThat(text.apply(merged.edits(), 1, 0).text()).isEqualTo("财务计划。الخطة🌍");
  }

  @Test
  void anEmptyTextIsWrittenByOneAmendment() {
    assertMerged(
        Passage.EMPTY,
        List.of(new Proposal("A", Passage.EMPTY, List.of(edit(0, "", "a b")))),
        edit(0, "", "a b", "A"));
  }

  @Test
  void editsThatDoNotFitTheBaseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Proposal("A", base, List.of(edit(1, "x", ""))))
        .withMessage("Edit 0 removes «x» at 1, where the base has «b»");
  }

  private static void assertMerged(Passage inForce, List<Proposal> proposals, Edit... edits) {
    assertThat(Merge.of(inForce, proposals)).isEqualTo(new Merged(List.of(edits)));
  }

  private static void assertConflicting(
      Passage inForce, List<Proposal> proposals, Kind kind, String amendment, String other) {
    Conflicting conflicting = (Conflicting) Merge.of(inForce, proposals);
    assertThat(conflicting.conflicts()).hasSize(1);
    assertThat(conflicting.conflicts().getFirst().kind()).isEqualTo(kind);
    assertThat(conflicting.conflicts().getFirst().amendment()).isEqualTo(amendment);
    assertThat(conflicting.conflicts().getFirst().other()).isEqualTo(other);
  }
}
