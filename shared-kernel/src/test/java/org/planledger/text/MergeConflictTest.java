package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.planledger.text.Letters.cut;
import static org.planledger.text.Letters.edit;
import static org.planledger.text.Letters.passage;
import static org.planledger.text.Letters.words;
import static org.planledger.text.Merge.Kind.CONTAINED;
import static org.planledger.text.Merge.Kind.EDITED_AND_REMOVED;
import static org.planledger.text.Merge.Kind.MOVED_TO_TWO_PLACES;
import static org.planledger.text.Merge.Kind.OVERLAPPING;
import static org.planledger.text.Merge.Kind.SAME_PLACE_INSERTIONS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.planledger.text.Merge.Conflict;
import org.planledger.text.Merge.Conflicting;
import org.planledger.text.Merge.Kind;
import org.planledger.text.Merge.Merged;
import org.planledger.text.Merge.Proposal;

/** Each kind of conflict with an amendment and with what was decided, and what just misses it. */
class MergeConflictTest {
  private final Passage base = passage("a b c d e");

  @Test
  void rangesThatCrossOverlap() {
    assertCollide(OVERLAPPING, "c", edit(1, "b c", "x"), edit(2, "c d", "y"));
    assertCollide(OVERLAPPING, "c", edit(1, "b c", ""), edit(2, "c d", ""));
    assertTogether("axye", edit(1, "b", "x"), edit(2, "c d", "y"));
  }

  @Test
  void oneRangeWithTwoReplacementsOverlaps() {
    assertCollide(OVERLAPPING, "b", edit(1, "b", "x"), edit(1, "b", "y"));
    assertTogether("axcde", edit(1, "b", "x"), edit(1, "b", "x"));
  }

  @Test
  void aChangeInsideALargerOneIsContained() {
    assertCollide(CONTAINED, "c", edit(1, "b c d", "x"), edit(2, "c", "y"));
    assertCollide(CONTAINED, "c", edit(1, "b c d", "x"), edit(2, "c", ""));
    assertCollide(CONTAINED, "c", edit(1, "b c d", ""), edit(2, "c", ""));
    assertCollide(CONTAINED, "b c", edit(1, "b c d", "x"), edit(2, "", "y"));
    assertTogether("axy", edit(1, "b c d", "x"), edit(4, "e", "y"));
  }

  @Test
  void differentWordsInOneGapAreSamePlaceInsertions() {
    assertCollide(SAME_PLACE_INSERTIONS, "b c", edit(2, "", "x"), edit(2, "", "y"));
    assertCollide(SAME_PLACE_INSERTIONS, "a", edit(0, "", "x"), edit(0, "", "x y"));
    assertTogether("abxcyde", edit(2, "", "x"), edit(3, "", "y"));
    assertTogether("abxcde", edit(2, "", "x"), edit(2, "", "x"));
  }

  @Test
  void whatIsEditedByOneAndTakenOutByTheOtherConflicts() {
    assertCollide(EDITED_AND_REMOVED, "c", edit(1, "b c d", ""), edit(2, "c", "x"));
    assertCollide(EDITED_AND_REMOVED, "c", edit(2, "c", ""), edit(2, "c", "x"));
    assertCollide(EDITED_AND_REMOVED, "b c", edit(1, "b c d", ""), edit(2, "", "x"));
    assertTogether("axey", edit(1, "b c d", ""), edit(1, "", "x"), edit(5, "", "y"));
    assertTogether("ae", edit(1, "b c d", ""), edit(1, "b c d", ""));
  }

  @Test
  void theSameWordsPutBackAtTwoPlacesConflict() {
    Proposal toEnd = new Proposal("A", base, List.of(edit(1, "b", ""), edit(5, "", "b")));
    Proposal toStart = new Proposal("B", base, List.of(edit(0, "", "b"), edit(1, "b", "")));
    Proposal takenOut = new Proposal("B", base, List.of(edit(1, "b", "")));

    assertConflicts(
        Merge.of(base, List.of(toEnd, toStart)),
        new Conflict(MOVED_TO_TWO_PLACES, "B", "A", "bacde", "acdeb", words("b")));
    assertConflicts(
        Merge.of(base.apply(toEnd.edits(), 1, 0), List.of(toStart)),
        new Conflict(MOVED_TO_TWO_PLACES, "B", null, "bacde", "acdeb", words("b")));
    assertThat(Merge.of(base, List.of(toEnd, new Proposal("B", base, toEnd.edits()))))
        .isEqualTo(new Merged(List.of(edit(1, "b", "", "A"), edit(5, "", "b", "A"))));
    assertThat(Merge.of(base, List.of(takenOut, toEnd)))
        .isEqualTo(new Merged(List.of(edit(1, "b", "", "B"), edit(5, "", "b", "A"))));
  }

  @Test
  void aSentencePutBackAtTwoPlacesConflictsWhateverSeparatorsItTakesAlong() {
    Passage text = Passage.brought(cut("A first of many. Two. The third of many."), 0, 0);
    Proposal toEnd = moved("A", text, "A first of many. The third of many. Two.");
    Proposal toStart = moved("B", text, "Two. A first of many. The third of many.");

    assertThat(toEnd.edits())
        .containsExactly(
            new Edit(9, cut("Two. "), List.of(), null),
            new Edit(20, List.of(), cut(" Two."), null));
    assertThat(toStart.edits())
        .containsExactly(
            new Edit(0, List.of(), cut("Two. "), null), new Edit(9, cut("Two. "), List.of(), null));
    assertConflicts(
        Merge.of(text, List.of(toEnd, toStart)),
        new Conflict(MOVED_TO_TWO_PLACES, "B", "A", toStart.text(), toEnd.text(), cut("Two. ")));
  }

  @Test
  void onlySeparatorsTakenOutTogetherAreNoMove() {
    Passage text = Passage.brought(cut("a,b c d"), 0, 0);
    Proposal one = new Proposal("A", text, List.of(edit(1, ",", ""), edit(4, "", ",")));
    Proposal two = new Proposal("B", text, List.of(edit(1, ",", ""), edit(6, "", ",")));

    assertThat(Merge.of(text, List.of(one, two))).isInstanceOf(Merged.class);
  }

  @Test
  void theFirstAmendmentThatConflictsNamesAllItsConflictsThoseWithTheDecidedFirst() {
    Passage inForce = base.apply(List.of(edit(1, "b", "x")), 1, 0);
    Proposal first = new Proposal("A", inForce, List.of(edit(3, "d", "y")));
    Proposal second =
        new Proposal("B", base, List.of(edit(0, "a", "p"), edit(1, "b", "q"), edit(3, "d", "r")));
    Proposal third = new Proposal("C", base, List.of(edit(1, "b", "s")));

    assertConflicts(
        Merge.of(inForce, List.of(first, second, third)),
        new Conflict(OVERLAPPING, "B", null, "pqcre", "axcde", words("b")),
        new Conflict(OVERLAPPING, "B", "A", "pqcre", "axcye", words("d")));
  }

  @Test
  void oneEditThatMeetsTwoOthersConflictsWithEach() {
    Proposal two = new Proposal("A", base, List.of(edit(1, "b", "x"), edit(3, "d", "y")));
    Proposal one = new Proposal("B", base, List.of(edit(1, "b c d", "z")));

    assertConflicts(
        Merge.of(base, List.of(two, one)),
        new Conflict(CONTAINED, "B", "A", "aze", "axcye", words("b")),
        new Conflict(CONTAINED, "B", "A", "aze", "axcye", words("d")));
  }

  @Test
  void theSurroundingsOfAGapReachOverSeparators() {
    Passage text = Passage.brought(cut("The plan, adopted."), 0, 0);
    Proposal one = new Proposal("A", text, List.of(edit(4, "", "newly")));
    Proposal two = new Proposal("B", text, List.of(edit(4, "", "finally")));

    assertConflicts(
        Merge.of(text, List.of(one, two)),
        new Conflict(
            SAME_PLACE_INSERTIONS,
            "B",
            "A",
            "The plan,finally adopted.",
            "The plan,newly adopted.",
            cut("plan, adopted")));
  }

  @Test
  void twoWordingsOfAnEmptyTextConflict() {
    Proposal one = new Proposal("A", Passage.EMPTY, List.of(edit(0, "", "a")));
    Proposal two = new Proposal("B", Passage.EMPTY, List.of(edit(0, "", "b")));

    assertConflicts(
        Merge.of(Passage.EMPTY, List.of(one, two)),
        new Conflict(SAME_PLACE_INSERTIONS, "B", "A", "b", "a", List.of()));
  }

  @Test
  void kindsAreWrittenInKebabCase() throws JsonProcessingException {
    assertThat(new ObjectMapper().writeValueAsString(Kind.values()))
        .isEqualTo(
            "[\"overlapping\",\"contained\",\"same-place-insertions\",\"edited-and-removed\","
                + "\"moved-to-two-places\"]");
  }

  private static Proposal moved(String amendment, Passage text, String wanted) {
    return new Proposal(amendment, text, Diff.between(text.words(), cut(wanted)));
  }

  /** Both edits collide, in either order of two amendments, and with the one decided before. */
  private void assertCollide(Kind kind, String shared, Edit one, Edit two) {
    Proposal a = new Proposal("A", base, List.of(one));
    Proposal b = new Proposal("B", base, List.of(two));
    assertConflicts(
        Merge.of(base, List.of(a, b)),
        new Conflict(kind, "B", "A", b.text(), a.text(), words(shared)));
    assertConflicts(
        Merge.of(base, List.of(b, a)),
        new Conflict(kind, "A", "B", a.text(), b.text(), words(shared)));
    assertConflicts(
        Merge.of(base.apply(List.of(one), 1, 0), List.of(b)),
        new Conflict(kind, "B", null, b.text(), a.text(), words(shared)));
  }

  /** The first edit goes together with the others, in either order and if decided before. */
  private void assertTogether(String text, Edit one, Edit... others) {
    Proposal a = new Proposal("A", base, List.of(one));
    Proposal b = new Proposal("B", base, List.of(others));
    assertThat(text(base, Merge.of(base, List.of(a, b)))).isEqualTo(text);
    assertThat(text(base, Merge.of(base, List.of(b, a)))).isEqualTo(text);
    Passage decided = base.apply(List.of(one), 1, 0);
    assertThat(text(decided, Merge.of(decided, List.of(b)))).isEqualTo(text);
  }

  private static String text(Passage inForce, Merge.Result result) {
    return inForce.apply(((Merged) result).edits(), 9, 0).text();
  }

  private static void assertConflicts(Merge.Result result, Conflict... conflicts) {
    assertThat(result).isEqualTo(new Conflicting(List.of(conflicts)));
  }
}
