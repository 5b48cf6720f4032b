package org.planledger.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PassageProperties {

  @Provide
  Arbitrary<List<Passage>> histories() {
    return Texts.histories();
  }

  @Provide
  Arbitrary<List<List<String>>> wordings() {
    return Texts.texts().list().ofMinSize(1).ofMaxSize(5);
  }

  @Property
  void runsAndWordsGiveThePassageBack(@ForAll("histories") List<Passage> versions) {
    for (Passage version : versions) {
      assertThat(Passage.of(version.runs(), version.words())).isEqualTo(version);
    }
  }

  @Property
  void runsAreAsLongAsTheyCanBe(@ForAll("histories") List<Passage> versions) {
    List<Passage.Run> runs = versions.getLast().runs();
    for (int i = 1; i < runs.size(); i++) {
      Passage.Run before = runs.get(i - 1);
      Passage.Run joined =
          new Passage.Run(before.revision(), before.item(), before.from() + before.count(), 1);
      Passage.Run next = runs.get(i);
      assertThat(new Passage.Run(next.revision(), next.item(), next.from(), 1))
          .isNotEqualTo(joined);
    }
  }

  @Property
  void everyWordNamesTheRevisionWhoseEditsBroughtIt(
      @ForAll("wordings") List<List<String>> wordings) {
    Map<Long, String> brought = new HashMap<>();
    Passage passage = Passage.EMPTY;
    for (int revision = 0; revision < wordings.size(); revision++) {
      List<Edit> edits = Diff.between(passage.words(), wordings.get(revision));
      int ordinal = 0;
      for (Edit edit : edits) {
        for (String word : edit.brings()) {
          brought.put(WordId.of(revision, 3, ordinal++), word);
        }
      }
      passage = passage.apply(edits, revision, 3);
    }

    assertThat(passage.text()).isEqualTo(Words.joined(wordings.getLast()));
    for (int i = 0; i < passage.size(); i++) {
      assertThat(brought).containsEntry(passage.id(i), passage.word(i));
    }
  }

  @Property
  void noTwoWordsHaveTheSameIdentity(@ForAll("histories") List<Passage> versions) {
    Passage last = versions.getLast();

    assertThat(last.ids()).doesNotHaveDuplicates().hasSize(last.size());
  }
}
