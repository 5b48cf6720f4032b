package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.statistics.Statistics;
import org.planledger.text.Merge.Conflicting;
import org.planledger.text.Merge.Merged;
import org.planledger.text.Merge.Proposal;

class MergeProperties {

  /** A text in force and two amendments, of the versions before it or of it. */
  record Meeting(Passage inForce, Proposal one, Proposal two) {
    Merge.Result merged() {
      return Merge.of(inForce, List.of(one, two));
    }

    Merge.Result mergedTheOtherWay() {
      return Merge.of(inForce, List.of(two, one));
    }
  }

  @Provide
  Arbitrary<Tuple2<Passage, List<Edit>>> editedPassages() {
    return Texts.editedPassages();
  }

  @Provide
  Arbitrary<Meeting> meetings() {
    return Texts.histories()
        .flatMap(
            versions ->
                Combinators.combine(proposals("A", versions), proposals("B", versions))
                    .as((one, two) -> new Meeting(versions.getLast(), one, two)))
        .withoutEdgeCases();
  }

  private static Arbitrary<Proposal> proposals(String amendment, List<Passage> versions) {
    return Arbitraries.of(versions)
        .flatMap(
            base -> Texts.editsOf(base.words()).map(edits -> new Proposal(amendment, base, edits)));
  }

  @Property
  void editsThatDoNotMeetGoTogetherInAnyOrder(
      @ForAll("editedPassages") Tuple2<Passage, List<Edit>> edited, @ForAll long choice) {
    Passage base = edited.get1();
    List<Edit> ones = new ArrayList<>();
    List<Edit> twos = new ArrayList<>();
    for (int i = 0; i < edited.get2().size(); i++) {
      ((choice >> i & 1) == 0 ? ones : twos).add(edited.get2().get(i));
    }
    Meeting meeting =
        new Meeting(base, new Proposal("A", base, ones), new Proposal("B", base, twos));
    Passage both = base.apply(edited.get2(), 1, 0);

    assertThat(applied(base, meeting.merged())).isEqualTo(both.text());
    assertThat(applied(base, meeting.mergedTheOtherWay())).isEqualTo(both.text());
  }

  @Property
  void theOrderOfTwoAmendmentsDecidesNeitherTextNorConflict(@ForAll("meetings") Meeting meeting) {
    Merge.Result result = meeting.merged();
    Merge.Result other = meeting.mergedTheOtherWay();

    Statistics.label("result").collect(result.getClass().getSimpleName());
    assertThat(other).hasSameClassAs(result);
    if (result instanceof Merged) {
      assertThat(applied(meeting.inForce(), other)).isEqualTo(applied(meeting.inForce(), result));
    }
  }

  @Property
  void aMergedTextHasWhatEveryAmendmentBrings(@ForAll("meetings") Meeting meeting) {
    if (meeting.merged() instanceof Merged merged) {
      List<String> words = meeting.inForce().apply(merged.edits(), 99, 0).words();
      for (Proposal proposal : List.of(meeting.one(), meeting.two())) {
        for (Edit edit : proposal.edits()) {
          assertThat(Collections.indexOfSubList(words, edit.brings())).isNotNegative();
        }
      }
    }
  }

  @Property
  void everyMergedEditIsOneThatItsAmendmentWants(@ForAll("meetings") Meeting meeting) {
    if (meeting.merged() instanceof Merged merged) {
      for (Edit edit : merged.edits()) {
        Proposal wants = "A".equals(edit.amendment()) ? meeting.one() : meeting.two();

        assertThat(edit.amendment()).isEqualTo(wants.amendment());
        assertThat(wants.edits())
            .anySatisfy(
                wanted -> {
                  assertThat(wanted.removes()).isEqualTo(edit.removes());
                  assertThat(wanted.brings()).isEqualTo(edit.brings());
                });
      }
    }
  }

  @Property
  void anAmendmentOfTheTextInForceGivesItsText(
      @ForAll("editedPassages") Tuple2<Passage, List<Edit>> edited) {
    Proposal proposal = new Proposal("A", edited.get1(), edited.get2());

    assertThat(applied(edited.get1(), Merge.of(edited.get1(), List.of(proposal))))
        .isEqualTo(proposal.text());
  }

  @Property
  void anAmendmentAgreedTwiceChangesNothingMore(
      @ForAll("editedPassages") Tuple2<Passage, List<Edit>> edited) {
    Proposal proposal = new Proposal("A", edited.get1(), edited.get2());
    Proposal again = new Proposal("B", edited.get1(), edited.get2());

    assertThat(Merge.of(edited.get1(), List.of(proposal, again)))
        .isEqualTo(Merge.of(edited.get1(), List.of(proposal)));
  }

  @Property
  void conflictsNameAmendmentsAndWholeTexts(@ForAll("meetings") Meeting meeting) {
    if (meeting.merged() instanceof Conflicting conflicting) {
      assertThat(conflicting.conflicts())
          .isNotEmpty()
          .allSatisfy(
              conflict -> {
                boolean first = "A".equals(conflict.amendment());
                Proposal mine = first ? meeting.one() : meeting.two();
                String theirs =
                    conflict.other() == null ? meeting.inForce().text() : meeting.one().text();
                assertThat(conflict.mine()).isEqualTo(mine.text());
                assertThat(conflict.theirs()).isEqualTo(theirs);
                assertThat(conflict.other()).isIn(first ? null : "A", null);
              });
    }
  }

  private static String applied(Passage inForce, Merge.Result result) {
    return inForce.apply(((Merged) result).edits(), 99, 0).text();
  }
}
